import Foundation

struct Asin: ElementwiseOperator {
  static let name = "Asin"
  static let summary = "Inverse sine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { asin(x) }
  func derivative(_ x: Double) -> Double { 1 / (1 - x * x).squareRoot() }
}
