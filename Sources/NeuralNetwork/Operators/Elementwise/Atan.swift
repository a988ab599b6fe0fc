import Foundation

/// Inverse tangent.
struct Atan: ElementwiseOperator {
  static let name = "Atan"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { atan(x) }
  func derivative(_ x: Double) -> Double { 1 / (1 + x * x) }
}
