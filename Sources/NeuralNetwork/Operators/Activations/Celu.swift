import Foundation

/// max(x, 0) + min(0, alpha (exp(x / alpha) - 1)).
struct Celu: ElementwiseOperator {
  static let name = "Celu"

  private let alpha: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1)
  }

  func evaluate(_ x: Double) -> Double { x > 0 ? x : Double(alpha) * expm1(x / Double(alpha)) }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : exp(x / Double(alpha)) }
}
