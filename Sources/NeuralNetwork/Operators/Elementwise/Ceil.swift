struct Ceil: ElementwiseOperator {
  static let name = "Ceil"
  static let summary = "The smallest integer not below x; flat."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x.rounded(.up) }
  func derivative(_ x: Double) -> Double { 0 }
}
