import Foundation

struct Sinh: ElementwiseOperator {
  static let name = "Sinh"
  static let summary = "Hyperbolic sine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { sinh(x) }
  func derivative(_ x: Double) -> Double { cosh(x) }
}
