struct Greater: BinaryOperator {
  static let name = "Greater"
  static let summary = "Whether a > b."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func resultType(_ type: ElementType) -> ElementType { .bool }
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a > b ? 1 : 0 }
}
