import Foundation

struct Tan: ElementwiseOperator {
  static let name = "Tan"
  static let summary = "Tangent."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { tan(x) }
  func derivative(_ x: Double) -> Double { 1 + tan(x) * tan(x) }
}
