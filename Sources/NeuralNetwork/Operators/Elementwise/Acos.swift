import Foundation

struct Acos: ElementwiseOperator {
  static let name = "Acos"
  static let summary = "Inverse cosine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { acos(x) }
  func derivative(_ x: Double) -> Double { -1 / (1 - x * x).squareRoot() }
}
