import Foundation

struct Asinh: ElementwiseOperator {
  static let name = "Asinh"
  static let summary = "Inverse hyperbolic sine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { asinh(x) }
  func derivative(_ x: Double) -> Double { 1 / (x * x + 1).squareRoot() }
}
