import Foundation

struct Atanh: ElementwiseOperator {
  static let name = "Atanh"
  static let summary = "Inverse hyperbolic tangent."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { atanh(x) }
  func derivative(_ x: Double) -> Double { 1 / (1 - x * x) }
}
