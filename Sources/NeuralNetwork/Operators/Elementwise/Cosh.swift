import Foundation

/// Hyperbolic cosine.
struct Cosh: ElementwiseOperator {
  static let name = "Cosh"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { cosh(x) }
  func derivative(_ x: Double) -> Double { sinh(x) }
}
