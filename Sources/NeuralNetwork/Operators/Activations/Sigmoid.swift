import Foundation
import OneDNN

/// 1 / (1 + exp(-x)).
struct Sigmoid: ElementwiseOperator, ActivationOperator {
  static let name = "Sigmoid"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  func derivative(_ x: Double) -> Double { { $0 * (1 - $0) }(evaluate(x)) }

  func activation(_ inputs: [Value?]) -> Activation? { .sigmoid }
}
