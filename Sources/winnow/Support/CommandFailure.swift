import ArgumentParser
import Datasets
import Explaining
import ExternalModels
import Jobs
import MaskSolving
import MessagePassing
import NeuralNetwork
import Reporting
import Storing
import Sweeping

/// Turns an error that ends a command into one sentence and an exit code.
enum CommandFailure {
  /// Says what went wrong, once in a whole mpirun: rank 0 speaks for the ranks that failed with it or before it.
  static func report(_ error: any Error, rank: Int = 0) -> SweepExitCode {
    if rank == 0 || error is MPIError { Console.fail("\(error)") }
    return code(for: error)
  }

  /// Runs a command that works alone, without ranks.
  static func endingInOneSentence(_ body: () throws -> Void) throws {
    do { try body() } catch { throw ExitCode(report(error).rawValue) }
  }

  static func code(for error: any Error) -> SweepExitCode {
    if let code = SweepExitCode(error) { return code }
    switch error {
    case is JobFileError, is DatasetError, is NetworkError, is SMUGError, is MaskSolvingError, is CommunicatorError,
      is ReportingError, is VariationError, is RegionError, is SobolError, is ExternalModelError, is ItemError,
      is InstanceFileError, is MergeError:
      return .badInput
    default: return .failure
    }
  }
}
