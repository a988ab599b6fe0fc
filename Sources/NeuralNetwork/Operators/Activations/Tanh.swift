import Foundation
import OneDNN

struct Tanh: ElementwiseOperator, ActivationOperator {
  static let name = "Tanh"
  static let summary = "Hyperbolic tangent."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { tanh(x) }
  func derivative(_ x: Double) -> Double { 1 - tanh(x) * tanh(x) }

  func activation(_ inputs: [Value?]) -> Activation? { .tanh }
}
