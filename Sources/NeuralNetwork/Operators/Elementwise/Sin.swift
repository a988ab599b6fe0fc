import Foundation

struct Sin: ElementwiseOperator {
  static let name = "Sin"
  static let summary = "Sine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { sin(x) }
  func derivative(_ x: Double) -> Double { cos(x) }
}
