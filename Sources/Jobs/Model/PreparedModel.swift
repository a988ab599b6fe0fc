import Datasets
import Explaining
import ExternalModels

/// A job's model, loaded, with the items and the methods that it serves: what all of a rank's workers share.
enum PreparedModel: Sendable {
  /// An ONNX network in this process, and what sets each of the job's methods up for a worker.
  case network(ExplainedModel, of: JobData, makers: [MethodMaker])
  /// A program, of which each worker starts its own. It explains images alone, by methods that need only scores.
  case program(ExternalModelSettings, of: any Dataset, methods: [ScoreMethodMaker])

  /// One input's shape without the batch axis.
  var inputShape: [Int] {
    switch self {
    case .network(let model, _, _): model.inputShape
    case .program(let settings, _, _): settings.shape
    }
  }

  var data: JobData {
    switch self {
    case .network(_, let data, _): data
    case .program(_, let images, _): .images(images)
    }
  }
}
