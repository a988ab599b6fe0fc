import Foundation
import OneDNN

struct Mish: ElementwiseOperator, ActivationOperator {
  static let name = "Mish"
  static let summary = "x tanh(log(1 + exp x))."
  static let since = 18

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x * tanh(x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))) }
  func derivative(_ x: Double) -> Double {
    { t in t + x * (1 - t * t) / (1 + exp(-x)) }(tanh(x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))))
  }

  func activation(_ inputs: [Value?]) -> Activation? { .mish }
}
