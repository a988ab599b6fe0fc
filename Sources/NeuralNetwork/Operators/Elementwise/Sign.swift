struct Sign: ElementwiseOperator {
  static let name = "Sign"
  static let summary = "-1, 0 or 1; flat."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
  func derivative(_ x: Double) -> Double { 0 }
}
