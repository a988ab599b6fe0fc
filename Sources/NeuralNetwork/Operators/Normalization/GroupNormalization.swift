struct GroupNormalization: Operator {
  static let name = "GroupNormalization"
  static let summary = "Mean 0 and variance 1 over each group of channels of each sample, then a scale and a shift."
  static let since = 18
  static let inputs = 3...3
  static let limits = "scale and shift constant"

  private let epsilon: Float
  private let groups: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    epsilon = try attributes.float("epsilon", default: 1e-5)
    groups = try attributes.int("num_groups", default: 0)
    attributes.ignore("stash_type")
    guard groups > 0 else { throw .malformed("num_groups = \(groups)") }
  }

  /// One number a channel; operator sets up to 20 have one a group.
  private func perChannel(_ constant: ConstantTensor?, _ channels: Int) -> [Double]? {
    guard let values = constant?.doubles else { return nil }
    if values.count == channels { return values }
    guard values.count == groups else { return nil }
    return values.flatMap { [Double](repeating: $0, count: channels / groups) }
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    guard x.shape.count > 2, x.shape[1] % groups == 0,
      perChannel(try inputs.constant(1, "scale"), x.shape[1]) != nil,
      perChannel(try inputs.constant(2, "bias"), x.shape[1]) != nil
    else { throw .malformed("\(groups) groups, or its scale and shift, do not fit \(Shape.text(x.shape))") }
    return [Value(x.type, x.shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let shape = node.shape(0)
    try node.lowerNormalization(
      groupSize: shape[1] / groups * shape.dropFirst(2).reduce(1, *), epsilon: epsilon,
      scale: perChannel(node.constant(1), shape[1])!, shift: perChannel(node.constant(2), shape[1])!)
  }
}
