import Foundation
import OneDNN

struct Softplus: ElementwiseOperator, ActivationOperator {
  static let name = "Softplus"
  static let summary = "log(1 + exp x)."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
  func derivative(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  func activation(_ inputs: [Value?]) -> Activation? { .softplus }
}
