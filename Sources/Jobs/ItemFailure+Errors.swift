import Datasets
import Explaining
import ExternalModels
import MaskSolving
import NeuralNetwork
import Storing
import WholeNetwork

extension ItemFailure {
  /// The record of an error that ended an item's explanation.
  init(_ error: any Error) {
    switch error {
    case let error as DatasetError: self.init(kind: error.kind.rawValue, message: error.description)
    case let error as NetworkError: self.init(kind: "model", message: error.description)
    case let error as MaskSolvingError: self.init(kind: "solver", message: error.description)
    case let error as CertificateError: self.init(kind: "solver", message: error.description)
    case let error as WholeNetworkError: self.init(kind: "solver", message: error.description)
    case let error as SufficientError: self.init(kind: "no-evidence", message: error.description)
    case SMUGError.notFinite: self.init(kind: "model", message: "\(error)")
    case SMUGError.noEvidence: self.init(kind: "no-evidence", message: "\(error)")
    case let error as ExternalModelError: self.init(kind: "model", message: error.description)
    case let error as VariationError: self.init(kind: "variations", message: error.description)
    case let error as ItemError: self.init(kind: error.kind, message: error.message)
    default: self.init(kind: "method", message: "\(error)")
    }
  }
}

/// An item, or all of a data set's items, that do not fit the job.
public struct ItemError: Error, CustomStringConvertible {
  /// The kind of a stored failure.
  public var kind: String
  public var message: String

  public var description: String { message }

  static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
