import Foundation

struct Acosh: ElementwiseOperator {
  static let name = "Acosh"
  static let summary = "Inverse hyperbolic cosine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { acosh(x) }
  func derivative(_ x: Double) -> Double { 1 / (x * x - 1).squareRoot() }
}
