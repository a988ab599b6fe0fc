import Foundation
import MessagePassing
import Storing

/// How a sweep ended.
public struct SweepSummary: Sendable, Equatable {
  public enum Ending: Sendable, Equatable {
    /// Every item has a record.
    case finished
    /// A signal ended it early; the same command goes on from here.
    case stopped(signal: Int32)
  }

  public var ending: Ending
  /// Items the sweep is to cover.
  public var total: Int
  /// Items that had their record before.
  public var skipped: Int
  /// Items recorded by this sweep, and how many of them as failed.
  public var recorded: Int
  public var failed: Int
  /// Failed items of the whole run directory.
  public var failedInStore: Int
  /// Items in flight that were given up on a signal.
  public var abandoned: Int
  public var elapsed: Double
  /// By rank; complete on rank 0 only.
  public var timings: [RankTiming]

  public var exitCode: SweepExitCode {
    switch ending {
    case .stopped: .resumable
    case .finished: total > 0 && failedInStore >= total ? .nothingExplained : .finished
    }
  }
}

/// Exit codes of the commands that sweep.
public enum SweepExitCode: Int32, Sendable, CaseIterable {
  /// Every item has a record. Failed items are records too; the report counts them.
  case finished = 0
  /// An unexpected error.
  case failure = 1
  /// Every item has a record, and every one is a failure.
  case nothingExplained = 3
  /// The command line is wrong.
  case usage = 64
  /// The job file, the model or the data set is wrong.
  case badInput = 65
  /// The output directory cannot be used: not writable, in use by another sweep, or of another job.
  case badOutput = 73
  /// Ended early with everything finished so far stored: start the same command again.
  case resumable = 75

  /// What the code means, for a person.
  public var meaning: String {
    switch self {
    case .finished: "finished; every item has a record"
    case .failure: "an unexpected error"
    case .nothingExplained: "finished, but every single item failed"
    case .usage: "the command line is wrong"
    case .badInput: "the job file, the model or the data set is wrong"
    case .badOutput: "the output directory cannot be used"
    case .resumable: "ended early; start the same command again"
    }
  }

  /// Ends the process with this code, at once: abandoned items may still be computed on other threads.
  public func leave() -> Never { Communicator.leave(exitCode: rawValue) }

  /// The code for an error that a sweep threw; nil for errors that are not a sweep's.
  public init?(_ error: any Error) {
    switch error {
    case let error as RunStoreError: self = error.isResumable ? .resumable : .badOutput
    case let error as SweepError: self = error.exitCode
    default: return nil
    }
  }
}

/// Why a sweep cannot go on.
public enum SweepError: Error, CustomStringConvertible {
  /// A worker could not be prepared on a rank.
  case cannotPrepare(rank: Int, host: String, reason: String)
  /// A rank has not been heard from.
  case rankSilent(rank: Int, host: String, seconds: Int)
  /// Another rank broke the rules of the exchange: two versions of the program, or damaged memory.
  case garbled(rank: Int, reason: String)
  /// Rank 0 ended the sweep; it reports why.
  case endedByRankZero

  public var description: String {
    switch self {
    case .cannotPrepare(let rank, let host, let reason): "rank \(rank) on \(host) cannot work: \(reason)"
    case .rankSilent(let rank, let host, let seconds):
      """
      rank \(rank) on \(host) has not been heard from for \(seconds) s. Everything finished so far is stored: start the \
      same command again.
      """
    case .garbled(let rank, let reason):
      "a message from rank \(rank) makes no sense (\(reason)); do all ranks run the same version of winnow?"
    case .endedByRankZero: "rank 0 ended the sweep and reports why"
    }
  }

  var exitCode: SweepExitCode {
    switch self {
    case .cannotPrepare: .badInput
    case .rankSilent: .resumable
    case .garbled: .failure
    case .endedByRankZero: .finished
    }
  }
}
