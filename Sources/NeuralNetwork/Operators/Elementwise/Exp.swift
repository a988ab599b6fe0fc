import Foundation
import OneDNN

/// e to the power of x.
struct Exp: ElementwiseOperator, ActivationOperator {
  static let name = "Exp"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { exp(x) }
  func derivative(_ x: Double) -> Double { exp(x) }

  func activation(_ inputs: [Value?]) -> Activation? { .exp }
}
