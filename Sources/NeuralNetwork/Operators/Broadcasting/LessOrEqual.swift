struct LessOrEqual: BinaryOperator {
  static let name = "LessOrEqual"
  static let summary = "Whether a <= b."
  static let since = 12
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func resultType(_ type: ElementType) -> ElementType { .bool }
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a <= b ? 1 : 0 }
}
