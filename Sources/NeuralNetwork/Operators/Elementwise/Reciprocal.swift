/// 1 / x.
struct Reciprocal: ElementwiseOperator {
  static let name = "Reciprocal"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { 1 / x }
  func derivative(_ x: Double) -> Double { -1 / (x * x) }
}
