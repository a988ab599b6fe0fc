import Foundation

struct Atan: ElementwiseOperator {
  static let name = "Atan"
  static let summary = "Inverse tangent."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { atan(x) }
  func derivative(_ x: Double) -> Double { 1 / (1 + x * x) }
}
