import OneDNN

struct Conv: WeightedLayer, PartwiseOperator, PaddedOperator {
  static let name = "Conv"
  static let summary = "Convolution over 1 to 3 spatial axes, with groups, strides, dilations and padding."
  static let inputs = 2...3
  static let limits = "1 to 3 spatial axes; weights constant where gradients are wanted"

  var prefersChannelBlocks: Bool { true }

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

  func useOfParts(_ inputs: [Value?]) -> PartsUse? {
    guard groups == 1, let weights = inputs[1], weights.constant != nil,
      !isPaddedPointwise(kernel: Array(weights.shape.dropFirst(2)))
    else { return nil }
    return .addedUp
  }

  func padded(_ padding: SpatialPadding, inputs: [Value?], isNeverNegative: Bool) throws(NetworkError)
    -> (any Operator)?
  {
    guard padding.value == 0, let x = inputs[0], let weights = inputs[1] else { return nil }
    var result = self
    result.window = try window.padded(
      padding, input: Array(x.shape.dropFirst(2)), kernel: Array(weights.shape.dropFirst(2)))
    return result
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    if try lowerPaddedPointwise(node) { return }
    let fused = node.fusableActivation()
    let (result, gradient) = try lowered(node, fused: fused)
    node.finish(result, fused: fused, emit: gradient)
  }

  /// Writes the convolution, part by part where its input lies in parts.
  /// - Returns: the result, and what writes the gradient of the input from that of the result before its activation.
  func lowered(_ node: LoweredNode, fused: (node: LoweredNode, activation: Activation)?) throws(NetworkError)
    -> (result: Operand, gradient: (Operand) throws(NetworkError) -> Void)
  {
    let parts = try parts(of: node)
    var result: Operand?
    var steps: [ConvolutionStep] = []
    for part in parts {
      let isLast = steps.count == parts.count - 1
      let step = try self.step(part, node, adding: result, activation: isLast ? fused?.activation : nil)
      result = try write(step, part, node, into: result, isLast && fused != nil ? " + \(fused!.node.node.type)" : "")
      steps.append(step)
    }
    let written = zip(parts, steps)
    return (
      result!,
      { gradient throws(NetworkError) in
        guard !node.wantsGradient(1), !node.wantsGradient(2) else {
          throw .unsupported("a gradient with respect to the weights of a convolution")
        }
        for (part, step) in written {
          guard let backward = step.backward else { continue }
          let result = try self.write(backward, of: step, node, gradient)
          try node.builder.addGradient(part.tensor, result)
        }
      }
    )
  }

  /// What one part of the input has to do with the result.
  private struct Part {
    var tensor: String
    /// nil: all.
    var channels: Range<Int>?
    var shape: [Int]
    var isFirst: Bool
  }

  private func parts(of node: LoweredNode) throws(NetworkError) -> [Part] {
    let input = node.node.inputs[0]
    guard let tensors = node.builder.parts(of: input), tensors.count > 1 else {
      return [Part(tensor: node.builder.parts(of: input)?.first ?? input, shape: node.shape(0), isFirst: true)]
    }
    var channel = 0
    return tensors.map { tensor in
      let shape = node.builder.value(of: tensor)!.shape
      defer { channel += shape[1] }
      return Part(tensor: tensor, channels: channel..<channel + shape[1], shape: shape, isFirst: channel == 0)
    }
  }

  /// - Parameter result: what earlier parts have come to.
  private func step(_ part: Part, _ node: LoweredNode, adding result: Operand?, activation: Activation?)
    throws(NetworkError) -> ConvolutionStep
  {
    let bias = part.isFirst && node.hasInput(2) ? try node.plain(2).layout : nil
    let geometry = try geometry(node.shape(0), node.shape(1))
    let shape = [node.shape(0)[0], node.shape(1)[0]] + geometry.outputs
    return try ConvolutionStep(
      source: part.shape, weights: ConvolutionWeights(node: node, groups: groups, channels: part.channels), bias: bias,
      destination: result?.layout ?? Layout(any: shape), window: geometry.window,
      post: (part.isFirst ? [] : [.sum]) + (activation.map { [.activation($0)] } ?? []),
      differentiable: node.isDifferentiable && node.builder.carriesGradient(part.tensor))
  }

  private func write(
    _ step: ConvolutionStep, _ part: Part, _ node: LoweredNode, into result: Operand?, _ fused: String
  ) throws(NetworkError) -> Operand {
    let source = try node.builder.tensor(part.tensor, as: step.forward.source)
    let result = result ?? node.builder.newOperand(step.forward.destination)
    try node.builder.primitive(
      step.forward, "forward" + fused,
      reads: [
        (.source, source), (.weights, step.weights.operand(step.forward.weights)),
        (.bias, part.isFirst && node.hasInput(2) ? node.plain(2) : nil),
      ],
      writes: [(.destination, result)], operations: operations(step, node))
    return result
  }

  /// - Returns: the gradient of the part of the input that the step has read.
  private func write(
    _ backward: ConvolutionStep.Backward, of step: ConvolutionStep, _ node: LoweredNode, _ gradient: Operand
  ) throws(NetworkError) -> Operand {
    let builder = node.builder
    let result: Operand
    switch backward {
    case .gradient(let descriptor):
      let incoming = try builder.reorder(gradient, to: descriptor.destinationGradient)
      let weights = try step.weights.operand(descriptor.weights)
      result = builder.newOperand(descriptor.sourceGradient)
      try builder.primitive(
        descriptor, "gradient", reads: [(.destinationGradient, incoming), (.weights, weights)],
        writes: [(.sourceGradient, result)], operations: operations(step, node))
    case .turned(let descriptor):
      let incoming = try builder.reorder(gradient, to: descriptor.source)
      let weights = try step.weights.turned.operand(descriptor.weights)
      result = builder.newOperand(descriptor.destination)
      try builder.primitive(
        descriptor, "gradient", reads: [(.source, incoming), (.weights, weights)],
        writes: [(.destination, result)], operations: operations(step, node))
    }
    return result
  }

  /// Multiplications and additions, forward as well as backward.
  private func operations(_ step: ConvolutionStep, _ node: LoweredNode) -> Int {
    let perChannel = 2 * node.shape(1).dropFirst(2).reduce(1, *) * step.forward.destination.elementCount
    return perChannel * (step.forward.source.shape[1] / groups)
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
    builder.absorb(fused.node.index)
    onBackward(output: fused.node.node.outputs[0]) { () throws(NetworkError) in
      guard let gradient = fused.node.outputGradient() else { return }
      if builder.isGradientSettled(fused.node.node.outputs[0]) { return try emit(gradient) }
      try emit(activationGradient(fused.activation, gradient: gradient, data: result))
    }
  }
}
