import Foundation

struct Cos: ElementwiseOperator {
  static let name = "Cos"
  static let summary = "Cosine."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { cos(x) }
  func derivative(_ x: Double) -> Double { -sin(x) }
}
