struct IsInf: Operator {
  static let name = "IsInf"
  static let summary = "Whether an element is infinite, on the sides asked for."
  static let since = 10
  static let inputs = 1...1

  private let above: Bool
  private let below: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    above = try attributes.bool("detect_positive", default: true)
    below = try attributes.bool("detect_negative", default: true)
  }

  private var test: @Sendable (Double) -> Bool {
    { [above, below] x in x == .infinity && above || x == -.infinity && below }
  }
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { try inferTest(inputs, test) }
  func lower(_ node: LoweredNode) throws(NetworkError) { try node.lowerTest(test) }
}
