struct Reciprocal: ElementwiseOperator {
  static let name = "Reciprocal"
  static let summary = "1 / x."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { 1 / x }
  func derivative(_ x: Double) -> Double { -1 / (x * x) }
}
