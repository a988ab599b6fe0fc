import Foundation
import OneDNN

struct Gelu: ElementwiseOperator, ActivationOperator {
  static let name = "Gelu"
  static let summary = "x times the normal distribution function of x, exactly or by the tanh approximation."
  static let since = 20

  private let isApproximate: Bool

  init(isApproximate: Bool) { self.isApproximate = isApproximate }

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    isApproximate = try attributes.string("approximate", default: "none", oneOf: ["none", "tanh"]) == "tanh"
  }

  func evaluate(_ x: Double) -> Double {
    isApproximate
      ? 0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      : 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
  }

  func derivative(_ x: Double) -> Double {
    if isApproximate {
      let c = (2 / Double.pi).squareRoot()
      let t = tanh(c * (x + 0.044715 * x * x * x))
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x)
    }
    return 0.5 * (1 + erf(x / 2.0.squareRoot())) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
  }

  func activation(_ inputs: [Value?]) -> Activation? {
    isApproximate ? .geluByTanh : .gelu
  }
}
