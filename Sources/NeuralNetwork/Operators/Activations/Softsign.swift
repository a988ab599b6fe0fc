struct Softsign: ElementwiseOperator {
  static let name = "Softsign"
  static let summary = "x / (1 + |x|)."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x / (1 + abs(x)) }
  func derivative(_ x: Double) -> Double { 1 / ((1 + abs(x)) * (1 + abs(x))) }
}
