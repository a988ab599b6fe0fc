import Foundation

/// Inverse hyperbolic sine.
struct Asinh: ElementwiseOperator {
  static let name = "Asinh"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { asinh(x) }
  func derivative(_ x: Double) -> Double { 1 / (x * x + 1).squareRoot() }
}
