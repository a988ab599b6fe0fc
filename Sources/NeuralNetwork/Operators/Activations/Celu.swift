import Foundation

struct Celu: ElementwiseOperator {
  static let name = "Celu"
  static let summary = "max(x, 0) + min(0, alpha (exp(x / alpha) - 1))."
  static let since = 12

  private let alpha: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1)
  }

  func evaluate(_ x: Double) -> Double { x > 0 ? x : Double(alpha) * expm1(x / Double(alpha)) }
  func derivative(_ x: Double) -> Double { x > 0 ? 1 : exp(x / Double(alpha)) }
}
