/// The primitives of a convolution, or of the part of it that sums over some of the input's channels.
struct ConvolutionStep {
  let forward: PrimitiveDescriptor
  /// nil where no gradient is wanted.
  let backward: PrimitiveDescriptor?
  let weights: ConvolutionWeights

  /// - Parameter destination: "any" unless an earlier part has settled it.
  init(
    source: [Int], weights: ConvolutionWeights, bias: Layout?, destination: Layout,
    window: PrimitiveDescriptor.Window, post: [PostOperation], differentiable: Bool
  ) throws(NetworkError) {
    self.weights = weights
    let any = Layout(any: weights.shape)
    func forward(_ source: Layout, _ destination: Layout) throws(NetworkError) -> PrimitiveDescriptor {
      try .convolution(
        source: source, weights: any, bias: bias, destination: destination, window: window, post: post)
    }
    guard differentiable else {
      self.forward = try forward(Layout(any: source), destination)
      backward = nil
      return
    }
    // The backward primitive wants a forward one without post-operations as its hint.
    let hint = try PrimitiveDescriptor.convolution(
      source: Layout(any: source), weights: any, bias: nil, destination: destination, window: window, training: true)
    let backward = try PrimitiveDescriptor.convolutionBackward(
      sourceGradient: Layout(any: source), weights: any, destinationGradient: destination, window: window, hint: hint)
    self.backward = backward
    // Left alone, oneDNN lets channels lie innermost forward and in blocks backward, and everything would be reordered in
    // between. Blocks are as fast forward.
    if !backward.isSlow, let agreeing = try? forward(backward.sourceGradient, backward.destinationGradient),
      !agreeing.isSlow
    {
      self.forward = agreeing
    } else {
      self.forward = try forward(Layout(any: source), destination)
    }
  }
}

extension PrimitiveDescriptor {
  /// Whether oneDNN has no implementation for these layouts that is made for the processor.
  var isSlow: Bool {
    let name = implementation
    return name.contains("ref") || name.contains("gemm")
  }
}

/// The weights of a convolution, or those that belong to some of its input's channels.
struct ConvolutionWeights {
  let node: LoweredNode
  let groups: Int
  /// nil: all.
  let channels: Range<Int>?

  /// As oneDNN wants it: the groups, if there are several, are an axis of their own.
  var shape: [Int] {
    var shape = node.shape(1)
    if let channels { shape[1] = channels.count }
    return groups == 1 ? shape : [groups, shape[0] / groups] + shape.dropFirst()
  }

  func operand(_ layout: Layout) throws(NetworkError) -> Operand {
    let name = node.node.inputs[1]
    guard let constant = node.constant(1) else {
      return try node.builder.reorder(node.plain(1).with(Layout(plain: shape)), to: layout)
    }
    guard let channels else { return try node.builder.constant(name, constant.reshaped(shape), layout) }
    var indices = constant.shape.map { Array(0..<$0) }
    indices[1] = Array(channels)
    let part = constant.moved(.pick(constant.shape, indices))
    return try node.builder.constant("\(name)[\(channels)]", part, layout)
  }
}
