/// x / (1 + |x|).
struct Softsign: ElementwiseOperator {
  static let name = "Softsign"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x / (1 + abs(x)) }
  func derivative(_ x: Double) -> Double { 1 / ((1 + abs(x)) * (1 + abs(x))) }
}
