struct Round: ElementwiseOperator {
  static let name = "Round"
  static let summary = "The nearest integer, halves to the even one; flat."
  static let since = 11

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x.rounded(.toNearestOrEven) }
  func derivative(_ x: Double) -> Double { 0 }
}
