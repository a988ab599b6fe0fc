import OneDNN

struct ConvTranspose: WeightedLayer {
  static let name = "ConvTranspose"
  static let summary = "Transposed convolution over 1 to 3 spatial axes: what generators enlarge images with."
  static let inputs = 2...3
  static let limits = "1 to 3 spatial axes; weights constant"

  var window: WindowAttributes
  var groups: Int
  var outputPadding: [Int]?
  /// Spatial extents of the result; the padding follows from them.
  var outputShape: [Int]?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    window = try WindowAttributes(&attributes)
    groups = try attributes.int("group", default: 1)
    outputPadding = try attributes.ints("output_padding")
    guard groups > 0 else { throw .malformed("group = \(groups)") }
    if let outputPadding, outputPadding.contains(where: { $0 < 0 || $0 > 1 << 20 }) {
      throw .malformed("output_padding \(Shape.text(outputPadding))")
    }
    outputShape = try attributes.ints("output_shape")
    if let outputShape, outputShape.contains(where: { $0 < 1 || $0 > 1 << 30 }) {
      throw .malformed("output_shape \(Shape.text(outputShape))")
    }
  }

  private struct Geometry {
    var window: Window
    var outputs: [Int]
    var channels: Int
  }

  /// - Parameters:
  ///   - x: `N x C x spatial`.
  ///   - w: `C x channels / groups x kernel`.
  private func geometry(_ x: [Int], _ w: [Int]) throws(NetworkError) -> Geometry {
    guard x.count >= 3, w.count == x.count, w[0] == x[1], w[0] > 0, w[0] % groups == 0, !w.contains(0),
      w.dropFirst(2).allSatisfy({ $0 <= 1 << 20 }), x.dropFirst(2).allSatisfy({ $0 <= 1 << 30 })
    else {
      throw .malformed("input \(Shape.text(x)) and weights \(Shape.text(w)) do not go together with \(groups) groups")
    }
    let rank = x.count - 2
    guard (1...3).contains(rank) else { throw .unsupported("\(rank) spatial axes; 1 to 3 are supported") }
    let kernel = Array(w[2...])
    let strides = window.strides ?? [Int](repeating: 1, count: rank)
    let dilations = window.dilations ?? [Int](repeating: 1, count: rank)
    let pads = window.pads ?? [Int](repeating: 0, count: 2 * rank)
    let extra = outputPadding ?? [Int](repeating: 0, count: rank)
    guard strides.count == rank, dilations.count == rank, pads.count == 2 * rank, extra.count == rank,
      (outputShape ?? extra).count == rank,
      window.kernel == nil || window.kernel == kernel
    else {
      throw .malformed("kernel_shape, strides, dilations, pads or output_padding do not go with its weights")
    }
    var geometry = Window(
      kernel: kernel, strides: strides, dilations: dilations, padsBegin: Array(pads[..<rank]),
      padsEnd: Array(pads[rank...]))
    var outputs: [Int] = []
    for axis in 0..<rank {
      let whole = (x[axis + 2] - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1
      switch window.autoPad {
      case .explicit where outputShape == nil: break
      case .valid where outputShape == nil: (geometry.padsBegin[axis], geometry.padsEnd[axis]) = (0, 0)
      default:
        let wanted = outputShape?[axis] ?? x[axis + 2] * strides[axis]
        let total = whole + extra[axis] - wanted
        guard total >= 0 || outputShape == nil else {
          throw .malformed("its weights do not reach an output_shape of \(wanted)")
        }
        geometry.padsBegin[axis] = window.autoPad == .sameUpper ? max(0, total) / 2 : max(0, total) - max(0, total) / 2
        geometry.padsEnd[axis] = total - geometry.padsBegin[axis]
      }
      // What is appended to the output is padding that is not cut off.
      geometry.padsEnd[axis] -= extra[axis]
      let output = whole - geometry.padsBegin[axis] - geometry.padsEnd[axis]
      guard output > 0 else { throw .malformed("its padding leaves nothing of axis \(axis + 2)") }
      outputs.append(output)
    }
    return Geometry(window: geometry, outputs: outputs, channels: w[1] * groups)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let w = try inputs.required(1)
    let geometry = try geometry(x.shape, w.shape)
    if let bias = inputs.optional(2), bias.shape != [geometry.channels] {
      throw .malformed("its bias has shape \(Shape.text(bias.shape))")
    }
    return [Value(x.type, [x.shape[0], geometry.channels] + geometry.outputs)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    guard let constant = node.constant(1) else { throw .unsupported("weights that are not constant") }
    let builder = node.builder
    let geometry = try geometry(node.shape(0), node.shape(1))
    let swapped = Self.swapped(constant, groups: groups)
    let key = node.node.inputs[1] + ":swapped"
    let bias = try node.hasInput(2) ? node.plain(2) : nil
    let descriptor = try OperationDescriptor.deconvolution(
      source: Layout(any: node.shape(0)), weights: Layout(any: swapped.shape), bias: bias?.layout,
      destination: Layout(any: node.outputShape()), window: geometry.window
    ).prepared()
    let result = builder.newOperand(descriptor.destination)
    let operations = 2 * node.shape(0).reduce(1, *) * node.shape(1).dropFirst().reduce(1, *)
    let source = try node.input(0, as: descriptor.source)
    let weights = try builder.constant(key, swapped, descriptor.weights)
    try builder.primitive(
      descriptor, "forward",
      reads: [(.source, source), (.weights, weights), (.bias, bias)],
      writes: [(.destination, result)], operations: operations)
    node.finish(result, fused: nil) { gradient throws(NetworkError) in
      guard node.wantsGradient(0) else { return }
      let hint = try OperationDescriptor.deconvolution(
        source: Layout(any: node.shape(0)), weights: Layout(any: swapped.shape), bias: nil,
        destination: Layout(any: node.outputShape()), window: geometry.window, training: true
      ).prepared()
      let descriptor = try OperationDescriptor.deconvolutionBackward(
        sourceGradient: Layout(any: node.shape(0)), weights: Layout(any: swapped.shape),
        destinationGradient: Layout(any: node.outputShape()), window: geometry.window, hint: hint
      ).prepared()
      let weights = try builder.constant(key, swapped, descriptor.weights)
      let gradient = try builder.reorder(gradient, to: descriptor.destinationGradient)
      let result = builder.newOperand(descriptor.sourceGradient)
      try builder.primitive(
        descriptor, "gradient", reads: [(.destinationGradient, gradient), (.weights, weights)],
        writes: [(.sourceGradient, result)], operations: operations)
      try node.addGradient(0, result)
    }
  }

  /// ONNX keeps input channels outermost, oneDNN output channels: `groups x out x in x kernel`, without groups where
  /// there is one.
  private static func swapped(_ weights: ConstantTensor, groups: Int) -> ConstantTensor {
    let (inputs, outputs) = (weights.shape[0] / groups, weights.shape[1])
    let size = weights.shape.dropFirst(2).reduce(1, *)
    let values = weights.floats
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for group in 0..<groups {
      for output in 0..<outputs {
        for input in 0..<inputs {
          let start = ((group * inputs + input) * outputs + output) * size
          result += values[start..<start + size]
        }
      }
    }
    let shape = [outputs, inputs] + weights.shape.dropFirst(2)
    return ConstantTensor(groups == 1 ? shape : [groups] + shape, result)
  }

  func scaled(inputs: [Value?], outputShape: [Int], by affine: ChannelAffine)
    -> (operation: any Operator, weights: ConstantTensor, bias: ConstantTensor)?
  {
    guard let weights = inputs[1]?.constant, affine.scale.count == weights.shape[1] * groups,
      inputs.optional(2) == nil || inputs[2]!.constant != nil
    else { return nil }
    let perGroup = weights.shape[1]
    let inputsPerGroup = weights.shape[0] / groups
    let size = weights.shape.dropFirst(2).reduce(1, *)
    var values = weights.doubles
    for index in values.indices {
      let (input, output) = (index / size / perGroup, index / size % perGroup)
      values[index] *= affine.scale[input / inputsPerGroup * perGroup + output]
    }
    let channels = affine.scale.count
    let bias = inputs.optional(2)?.constant?.doubles ?? [Double](repeating: 0, count: channels)
    return (
      self, ConstantTensor(weights.shape, values),
      ConstantTensor([channels], zip(bias, zip(affine.scale, affine.shift)).map { $0 * $1.0 + $1.1 })
    )
  }
}
