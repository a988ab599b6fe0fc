import OneDNN

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
    let builder = node.builder
    let input = node.node.inputs[0]
    let parts = builder.parts[input] ?? [input]
    let geometry = try geometry(node.shape(0), node.shape(1))
    let shape = [node.shape(0)[0], node.shape(1)[0]] + geometry.outputs
    let perOutput = node.shape(1).dropFirst(2).reduce(1, *) * 2 * shape.reduce(1, *)
    let bias = try node.hasInput(2) ? node.plain(2) : nil
    var result: Operand?
    var steps: [ConvolutionStep] = []
    var channel = 0
    for (i, part) in parts.enumerated() {
      let isLast = i == parts.count - 1
      let channels = parts.count == 1 ? node.shape(0)[1] : builder.graph.values[part]!.shape[1]
      let weights =
        parts.count == 1
        ? ConvolutionWeights(node: node, groups: groups, channels: nil)
        : ConvolutionWeights(node: node, groups: groups, channels: channel..<channel + channels)
      channel += channels
      var post: [PostOperation] = i == 0 ? [] : [.sum]
      if isLast, let fused { post.append(.activation(fused.activation)) }
      let step = try ConvolutionStep(
        source: [shape[0], channels] + node.shape(0).dropFirst(2), weights: weights, bias: i == 0 ? bias?.layout : nil,
        destination: result?.layout ?? Layout(any: shape), window: geometry.window, post: post,
        differentiable: node.isDifferentiable && builder.active.contains(part))
      let source = try builder.tensor(part, as: step.forward.source)
      let target = result ?? builder.newOperand(step.forward.destination)
      try builder.primitive(
        step.forward, isLast && fused != nil ? "forward + \(fused!.node.node.type)" : "forward",
        reads: [
          (.source, source), (.weights, try weights.operand(step.forward.weights)), (.bias, i == 0 ? bias : nil),
        ],
        writes: [(.destination, target)], operations: perOutput * (channels / groups))
      result = target
      steps.append(step)
    }
    let lowered = steps
    return (
      result!,
      { gradient throws(NetworkError) in
        guard !node.wantsGradient(1), !node.wantsGradient(2) else {
          throw .unsupported("a gradient with respect to the weights of a convolution")
        }
        for (part, step) in zip(parts, lowered) {
          guard let backward = step.backward else { continue }
          let result: Operand
          let operations = perOutput * (step.forward.source.shape[1] / groups)
          switch backward {
          case .gradient(let descriptor):
            let incoming = try builder.reorder(gradient, to: descriptor.destinationGradient)
            let weights = try step.weights.operand(descriptor.weights)
            result = builder.newOperand(descriptor.sourceGradient)
            try builder.primitive(
              descriptor, "gradient", reads: [(.destinationGradient, incoming), (.weights, weights)],
              writes: [(.sourceGradient, result)], operations: operations)
          case .turned(let descriptor):
            let incoming = try builder.reorder(gradient, to: descriptor.source)
            let weights = try step.weights.turned.operand(descriptor.weights)
            result = builder.newOperand(descriptor.destination)
            try builder.primitive(
              descriptor, "gradient", reads: [(.source, incoming), (.weights, weights)],
              writes: [(.destination, result)], operations: operations)
          }
          try builder.addGradient(part, result)
        }
      }
    )
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
    builder.done.insert(fused.node.index)
    onBackward(output: fused.node.node.outputs[0]) { () throws(NetworkError) in
      guard let gradient = fused.node.outputGradient() else { return }
      if builder.gradientSettled.contains(fused.node.node.outputs[0]) { return try emit(gradient) }
      try emit(activationGradient(fused.activation, gradient: gradient, data: result))
    }
  }
}
