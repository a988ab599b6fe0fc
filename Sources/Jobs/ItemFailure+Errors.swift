import Datasets
import Explaining
import MaskSolving
import NeuralNetwork
import Storing

extension ItemFailure {
  /// The record of an error that ended an item's explanation.
  init(_ error: any Error) {
    switch error {
    case let error as DatasetError: self.init(kind: error.kind.rawValue, message: error.description)
    case let error as NetworkError: self.init(kind: "model", message: error.description)
    case let error as MaskSolvingError: self.init(kind: "solver", message: error.description)
    case SMUGError.noActiveNeuron: self.init(kind: "no-evidence", message: "\(error)")
    case let error as ItemError: self.init(kind: error.kind, message: error.message)
    default: self.init(kind: "method", message: "\(error)")
    }
  }
}

/// An item that does not fit the job.
struct ItemError: Error {
  var kind: String
  var message: String
}
