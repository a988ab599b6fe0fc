struct Not: ElementwiseOperator {
  static let name = "Not"
  static let summary = "Logical negation."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x == 0 ? 1 : 0 }
  func derivative(_ x: Double) -> Double { 0 }
}
