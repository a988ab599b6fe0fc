import Foundation
import OneDNN

struct Elu: ElementwiseOperator, ActivationOperator {
  static let name = "Elu"
  static let summary = "x for x > 0, alpha (exp x - 1) elsewhere."

  private let alpha: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1)
  }

  func evaluate(_ x: Double) -> Double { x > 0 ? x : Double(alpha) * expm1(x) }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : Double(alpha) * exp(x) }

  func activation(_ inputs: [Value?]) -> Activation? { .elu(alpha) }
}
