import CDNNL

/// Convolution over 1 to 3 spatial axes, with groups, strides, dilations and padding.
struct Conv: WeightedLayer {
  static let name = "Conv"
  static let inputs = 2...3
  static let limits = "1 to 3 spatial axes; weights constant where gradients are wanted"

  var window: WindowAttributes
  var groups: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    window = try WindowAttributes(&attributes)
    groups = try attributes.int("group", default: 1)
    guard groups > 0 else { throw .malformed("group = \(groups)") }
  }

  func geometry(_ x: [Int], _ w: [Int]) throws(NetworkError) -> WindowAttributes.Geometry {
    guard x.count >= 3, w.count == x.count else {
      throw .malformed("input \(Shape.text(x)) and weights \(Shape.text(w)) do not go together")
    }
    guard w[0] > 0, w[1] > 0, w[1].multipliedReportingOverflow(by: groups) == (x[1], false), w[0] % groups == 0,
      !w.contains(0), w.dropFirst(2).allSatisfy({ $0 <= 1 << 20 })
    else {
      throw .malformed("input \(Shape.text(x)) and weights \(Shape.text(w)) do not go together with \(groups) groups")
    }
    return try window.geometry(input: Array(x[2...]), kernel: Array(w[2...]))
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let w = try inputs.required(1)
    if let bias = inputs.optional(2), bias.shape != [w.shape.first ?? 0] {
      throw .malformed("its bias has shape \(Shape.text(bias.shape))")
    }
    return [Value(x.type, [x.shape.first ?? 0, w.shape.first ?? 0] + (try geometry(x.shape, w.shape).outputs))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let geometry = try geometry(node.shape(0), node.shape(1))
    let weightShape = groupedShape(node.shape(1))
    let fused = node.fusableActivation()
    let post = fused.map { [PostOperation.activation($0.activation)] } ?? []
    let bias = try node.hasInput(2) ? node.plain(2) : nil
    let descriptor = try PrimitiveDescriptor.convolution(
      source: Layout(any: node.shape(0)), weights: Layout(any: weightShape), bias: bias?.layout,
      destination: Layout(any: node.outputShape()), window: geometry.window, post: post)
    let source = try node.input(0, as: descriptor.source)
    let weights = try node.weights(1, shape: weightShape, layout: descriptor.weights)
    let result = builder.newOperand(descriptor.destination)
    let operations = 2 * node.outputShape().reduce(1, *) * node.shape(1).dropFirst().reduce(1, *)
    try builder.primitive(
      descriptor, fused == nil ? "forward" : "forward + \(fused!.node.node.type)",
      reads: [(DNNL_ARG_SRC, source), (DNNL_ARG_WEIGHTS, weights)] + (bias.map { [(DNNL_ARG_BIAS, $0)] } ?? []),
      writes: [(DNNL_ARG_DST, result)], operations: operations)
    node.finish(result, fused: fused) { gradient throws(NetworkError) in
      guard !node.wantsGradient(1), !node.wantsGradient(2) else {
        throw .unsupported("a gradient with respect to the weights of a convolution")
      }
      guard node.wantsGradient(0) else { return }
      // The backward primitive wants a forward one without post-operations as its hint.
      let hint = try PrimitiveDescriptor.convolution(
        source: Layout(any: node.shape(0)), weights: Layout(any: weightShape), bias: nil,
        destination: Layout(any: node.outputShape()), window: geometry.window, training: true)
      let descriptor = try PrimitiveDescriptor.convolutionBackward(
        sourceGradient: Layout(any: node.shape(0)), weights: Layout(any: weightShape),
        destinationGradient: Layout(any: node.outputShape()), window: geometry.window, hint: hint)
      let weights = try node.weights(1, shape: weightShape, layout: descriptor.weights)
      let gradient = try builder.reorder(gradient, to: descriptor.destinationGradient)
      let result = builder.newOperand(descriptor.sourceGradient)
      try builder.primitive(
        descriptor, "gradient", reads: [(DNNL_ARG_DIFF_DST, gradient), (DNNL_ARG_WEIGHTS, weights)],
        writes: [(DNNL_ARG_DIFF_SRC, result)], operations: operations)
      try node.addGradient(0, result)
    }
  }

  private func groupedShape(_ shape: [Int]) -> [Int] {
    groups == 1 ? shape : [groups, shape[0] / groups] + shape.dropFirst()
  }

  func scaled(inputs: [Value?], outputShape: [Int], by affine: ChannelAffine)
    -> (operation: any Operator, weights: ConstantTensor, bias: ConstantTensor)?
  {
    guard let weights = inputs[1]?.constant, affine.scale.count == weights.shape[0],
      inputs.optional(2) == nil || inputs[2]!.constant != nil
    else { return nil }
    let channels = affine.scale.count
    let size = weights.count / channels
    var values = weights.doubles
    for o in 0..<channels { for i in o * size..<(o + 1) * size { values[i] *= affine.scale[o] } }
    let bias = inputs.optional(2)?.constant?.doubles ?? [Double](repeating: 0, count: channels)
    return (
      self, ConstantTensor(weights.shape, values),
      ConstantTensor([channels], zip(bias, zip(affine.scale, affine.shift)).map { $0 * $1.0 + $1.1 })
    )
  }
}

extension LoweredNode {
  /// An input used as weights: under another shape, packed as the primitive wants it.
  func weights(_ i: Int, shape: [Int], layout: Layout) throws(NetworkError) -> Operand {
    let name = node.inputs[i]
    if let constant = constant(i) { return try builder.constant(name, constant.reshaped(shape), layout) }
    return try builder.reorder(plain(i).with(Layout(plain: shape)), to: layout)
  }

  /// Stores the result, under the name of the activation that was fused into it where there is one, and registers the
  /// gradient: `emit` gets that of the result before the activation.
  func finish(
    _ result: Operand, fused: (node: LoweredNode, activation: Activation)?,
    emit: @escaping (Operand) throws(NetworkError) -> Void
  ) {
    guard let fused else {
      setOutput(result)
      onBackward { () throws(NetworkError) in
        if let gradient = outputGradient() { try emit(gradient) }
      }
      return
    }
    fused.node.setOutput(result)
    builder.done.insert(fused.node.index)
    onBackward(output: fused.node.node.outputs[0]) { () throws(NetworkError) in
      guard let gradient = fused.node.outputGradient() else { return }
      try emit(activationGradient(fused.activation, gradient: gradient, data: result))
    }
  }
}
