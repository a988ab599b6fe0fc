import Foundation

/// Tangent.
struct Tan: ElementwiseOperator {
  static let name = "Tan"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { tan(x) }
  func derivative(_ x: Double) -> Double { 1 + tan(x) * tan(x) }
}
