struct Xor: BinaryOperator {
  static let name = "Xor"
  static let summary = "Whether exactly one holds."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func resultType(_ type: ElementType) -> ElementType { .bool }
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { (a != 0) != (b != 0) ? 1 : 0 }
}
