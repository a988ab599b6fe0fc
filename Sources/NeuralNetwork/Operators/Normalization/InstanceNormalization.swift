struct InstanceNormalization: Operator {
  static let name = "InstanceNormalization"
  static let summary =
    "Mean 0 and variance 1 over the spatial axes of each channel of each sample, then a scale and a shift "
    + "a channel."
  static let inputs = 3...3
  static let limits = "scale and shift constant"

  private let epsilon: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    epsilon = try attributes.float("epsilon", default: 1e-5)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    guard x.shape.count > 2, try inputs.constant(1, "scale")?.count == x.shape[1],
      try inputs.constant(2, "B")?.count == x.shape[1]
    else { throw .malformed("its scale and shift do not fit \(Shape.text(x.shape))") }
    return [Value(x.type, x.shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    try node.lowerNormalization(
      groupSize: node.shape(0).dropFirst(2).reduce(1, *), epsilon: epsilon, scale: node.constant(1)!.doubles,
      shift: node.constant(2)!.doubles)
  }
}
