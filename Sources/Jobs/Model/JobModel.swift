import Explaining
import ExternalModels

/// The model of a job: what all of a rank's workers share of it.
public enum JobModel: Sendable {
  /// An ONNX network in this process.
  case network(ExplainedModel)
  /// A program, of which each worker starts its own.
  case program(ExternalModelSettings)

  /// One input's shape without the batch axis.
  public var inputShape: [Int] {
    switch self {
    case .network(let model): model.inputShape
    case .program(let settings): settings.shape
    }
  }
}

/// A job's model at work on one thread.
final class WorkerModel {
  let scorer: any InputScorer
  /// Nil for a program.
  let session: ModelSession?

  init(_ model: JobModel) throws {
    switch model {
    case .network(let model):
      let session = try ModelSession(model: model)
      (scorer, self.session) = (session, session)
    case .program(let settings):
      (scorer, session) = (try ExternalModel(settings: settings), nil)
    }
  }

  /// The answer to one input.
  func forward(_ input: [Float]) throws -> ForwardResult {
    if let session { return try session.forward(input) }
    return ForwardResult(
      probabilities: try scorer.scores(of: [input], kind: .probability)[0],
      logits: try scorer.scores(of: [input], kind: .logit)[0])
  }
}
