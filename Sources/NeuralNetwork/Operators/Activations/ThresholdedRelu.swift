struct ThresholdedRelu: ElementwiseOperator {
  static let name = "ThresholdedRelu"
  static let summary = "x for x > alpha, 0 elsewhere."
  static let since = 10

  private let alpha: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1)
  }

  func evaluate(_ x: Double) -> Double { x > Double(alpha) ? x : 0 }
  func derivative(_ x: Double) -> Double { x > Double(alpha) ? 1 : 0 }
}
