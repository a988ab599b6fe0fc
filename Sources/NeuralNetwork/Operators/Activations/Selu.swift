import Foundation

struct Selu: ElementwiseOperator {
  static let name = "Selu"
  static let summary = "gamma x for x > 0, gamma alpha (exp x - 1) elsewhere."

  private let alpha: Float
  private let gamma: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1.67326319217681884765625)
    gamma = try attributes.float("gamma", default: 1.05070102214813232421875)
  }

  func evaluate(_ x: Double) -> Double { Double(gamma) * (x > 0 ? x : Double(alpha) * expm1(x)) }
  func derivative(_ x: Double) -> Double { Double(gamma) * (x > 0 ? 1 : Double(alpha) * exp(x)) }
}
