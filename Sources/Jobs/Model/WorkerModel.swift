import Explaining
import ExternalModels

/// A job's model at work on one thread.
enum WorkerModel {
  case network(ModelSession)
  case program(ExternalModel)

  var scorer: any InputScorer {
    switch self {
    case .network(let session): session
    case .program(let program): program
    }
  }

  /// The answer to one input.
  func forward(_ input: [Float]) throws -> ForwardResult {
    switch self {
    case .network(let session): try session.forward(input)
    case .program(let program): ForwardResult(probabilities: try program.scores(of: [input], kind: .probability)[0])
    }
  }

  /// Makes the work on an item end soon once `isInterrupted` says so. A program is bound by its own limits of time.
  func interrupt(when isInterrupted: @escaping @Sendable () -> Bool) {
    if case .network(let session) = self { session.isInterrupted = isInterrupted }
  }
}
