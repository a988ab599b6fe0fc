import Foundation

struct Cosh: ElementwiseOperator {
  static let name = "Cosh"
  static let summary = "Hyperbolic cosine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { cosh(x) }
  func derivative(_ x: Double) -> Double { sinh(x) }
}
