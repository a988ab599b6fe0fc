import Foundation

struct Erf: ElementwiseOperator {
  static let name = "Erf"
  static let summary = "The error function."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { erf(x) }
  func derivative(_ x: Double) -> Double { 2 / Double.pi.squareRoot() * exp(-x * x) }
}
