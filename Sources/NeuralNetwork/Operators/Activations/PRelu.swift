struct PRelu: BinaryOperator {
  static let name = "PRelu"
  static let summary = "x for x > 0, slope x elsewhere, the slope an input that is broadcast to x."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a > 0 ? a : a * b }
  func partials(_ a: Double, _ b: Double) -> (Double, Double)? { a > 0 ? (1, 0) : (b, a) }
}
