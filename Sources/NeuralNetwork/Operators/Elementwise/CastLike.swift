struct CastLike: Operator {
  static let name = "CastLike"
  static let summary = "The first input in the element type of the second."
  static let since = 15
  static let inputs = 2...2

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { attributes.ignore("saturate") }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    [castValue(try inputs.required(0), to: try inputs.required(1).type)]
  }
  func isIdentity(_ inputs: [Value?]) -> Bool { inputs[0]?.type == inputs[1]?.type }
  func lower(_ node: LoweredNode) throws(NetworkError) { try node.lowerCast(to: node.value(1).type) }
}
