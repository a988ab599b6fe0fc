struct BatchNormalization: Operator {
  static let name = "BatchNormalization"
  static let summary =
    "Batch normalization with running statistics: a scale and a shift for each channel. Where a "
    + "convolution or fully connected layer comes before, it is folded into that layer's weights instead."
  static let inputs = 5...5
  static let limits = "inference only; parameters constant"

  var prefersChannelBlocks: Bool { true }

  private let epsilon: Float

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    epsilon = try attributes.float("epsilon", default: 1e-5)
    attributes.ignore("momentum", "spatial")
    // Exporters keep the flag of the module; with one output it has no effect in inference graphs.
    if try attributes.bool("training_mode", default: false) {
      throw .unsupported("training_mode is on; export the model in evaluation mode")
    }
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let channels = x.shape.count > 1 ? x.shape[1] : 1
    for (i, what) in ["scale", "B", "input_mean", "input_var"].enumerated() {
      guard let parameter = try inputs.constant(i + 1, what), parameter.count == channels else {
        throw .malformed("its input '\(what)' does not have \(channels) elements")
      }
    }
    return [Value(x.type, x.shape)]
  }

  /// The map in double precision.
  func affine(_ inputs: [Value?]) -> ChannelAffine? {
    guard let gamma = inputs[1]?.constant?.doubles, let beta = inputs[2]?.constant?.doubles,
      let mean = inputs[3]?.constant?.doubles, let variance = inputs[4]?.constant?.doubles
    else { return nil }
    let scale = gamma.indices.map { gamma[$0] / (variance[$0] + Double(epsilon)).squareRoot() }
    return ChannelAffine(scale: scale, shift: scale.indices.map { beta[$0] - mean[$0] * scale[$0] })
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    guard let affine = affine(node.inputValues) else {
      throw .unsupported("parameters that are not constant")
    }
    try node.lower(affine)
  }
}

extension LoweredNode {
  /// Writes scale * x + shift with one scale and shift a channel (axis 1), an activation behind it fused.
  func lower(_ affine: ChannelAffine) throws(NetworkError) {
    let x = try input(0)
    var shape = [Int](repeating: 1, count: x.layout.rank)
    if shape.count > 1 { shape[1] = affine.scale.count }
    let extents = shape
    let layout = x.layout.broadcasting(extents)
    let scales = ConstantTensor(layout.shape, affine.scale)
    let scale = try builder.constant(node.name + ":scale", scales, layout)
    let shift = try builder.constant(node.name + ":shift", ConstantTensor(layout.shape, affine.shift), layout)
    let fused = fusableActivation()
    let result = builder.newOperand(x.layout)
    try builder.primitive(
      .binary(
        .multiply, x.layout, layout, destination: x.layout,
        post: [.binary(.add, layout)] + (fused.map { [.activation($0.activation)] } ?? [])),
      "scale and shift",
      reads: [
        (.first, x), (.second, scale), (.postOperand, shift),
      ], writes: [(.destination, result)])
    finish(result, fused: fused) { gradient throws(NetworkError) in
      let result = builder.newOperand(gradient.layout)
      let layout = gradient.layout.broadcasting(extents)
      let scale = try builder.constant(node.name + ":scale", scales, layout)
      try builder.primitive(
        .binary(.multiply, gradient.layout, layout, destination: gradient.layout), "scale",
        reads: [(.first, gradient), (.second, scale)], writes: [(.destination, result)],
        mayOverwrite: gradient)
      try addGradient(0, result)
    }
  }
}
