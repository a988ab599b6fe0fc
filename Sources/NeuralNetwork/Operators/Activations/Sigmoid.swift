import Foundation
import OneDNN

struct Sigmoid: ElementwiseOperator, ActivationOperator {
  static let name = "Sigmoid"
  static let summary = "1 / (1 + exp(-x))."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  func derivative(_ x: Double) -> Double { { $0 * (1 - $0) }(evaluate(x)) }

  func activation(_ inputs: [Value?]) -> Activation? { .sigmoid }
}
