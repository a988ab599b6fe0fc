import Foundation

/// Inverse hyperbolic tangent.
struct Atanh: ElementwiseOperator {
  static let name = "Atanh"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { atanh(x) }
  func derivative(_ x: Double) -> Double { 1 / (1 - x * x) }
}
