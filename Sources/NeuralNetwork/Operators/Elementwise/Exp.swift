import Foundation
import OneDNN

struct Exp: ElementwiseOperator, ActivationOperator {
  static let name = "Exp"
  static let summary = "e to the power of x."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { exp(x) }
  func derivative(_ x: Double) -> Double { exp(x) }

  func activation(_ inputs: [Value?]) -> Activation? { .exp }
}
