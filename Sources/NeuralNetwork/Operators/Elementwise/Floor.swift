struct Floor: ElementwiseOperator {
  static let name = "Floor"
  static let summary = "The largest integer not above x; flat."

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ x: Double) -> Double { x.rounded(.down) }
  func derivative(_ x: Double) -> Double { 0 }
}
