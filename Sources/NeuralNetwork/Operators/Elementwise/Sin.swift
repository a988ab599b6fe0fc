import Foundation

/// Sine.
struct Sin: ElementwiseOperator {
  static let name = "Sin"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { sin(x) }
  func derivative(_ x: Double) -> Double { cos(x) }
}
