import OneDNN

/// How convolutions are computed where there is a choice.
public enum ConvolutionAlgorithm: Sendable {
  /// As a sum of products: rounding errors about 1e-7 of the values for each layer.
  case direct
  /// By Winograd's algorithm (Lavin and Gray 2016) for 3 x 3 windows where it gains: up to 2.4 times as fast, rounding
  /// errors about 1e-6 for each layer. A ReLU close to its kink falls to the other side ten times as often, which shows in
  /// a single gradient and hardly in a mean of many.
  case winograd
}

/// The primitives of a convolution, or of the part of it that sums over some of the input's channels.
struct ConvolutionStep {
  let forward: PrimitiveDescriptor
  /// nil where no gradient is wanted.
  let backward: Backward?
  let weights: ConvolutionWeights

  enum Backward {
    case gradient(PrimitiveDescriptor)
    /// A convolution of the result's gradient, with the window turned around and inputs and outputs exchanged.
    case turned(PrimitiveDescriptor)
  }

  /// - Parameter destination: "any" unless an earlier part has settled it.
  init(
    source: [Int], weights: ConvolutionWeights, bias: Layout?, destination: Layout,
    window: Window, post: [PostOperation], differentiable: Bool
  ) throws(NetworkError) {
    self.weights = weights
    let any = Layout(any: weights.shape)
    func forward(_ source: Layout, _ destination: Layout, winograd: Bool = false) throws(NetworkError)
      -> PrimitiveDescriptor
    {
      try OperationDescriptor.convolution(
        source: source, weights: any, bias: bias, destination: destination, window: window,
        method: winograd ? .winograd : .direct, post: post
      ).prepared()
    }
    guard differentiable else {
      let direct = try forward(Layout(any: source), destination)
      let winograd = weights.gainByWinograd(window, samples: source[0], direct.destination.shape)
      let quick = winograd ? try? forward(direct.source, direct.destination, winograd: true) : nil
      self.forward = quick ?? direct
      backward = nil
      return
    }
    // The backward primitive wants a forward one without post-operations as its hint.
    let hint = try OperationDescriptor.convolution(
      source: Layout(any: source), weights: any, bias: nil, destination: destination, window: window, training: true
    ).prepared()
    let backward = try OperationDescriptor.convolutionBackward(
      sourceGradient: Layout(any: source), weights: any, destinationGradient: destination, window: window, hint: hint
    ).prepared()
    // Left alone, oneDNN lets channels lie innermost forward and in blocks backward, and everything would be reordered in
    // between. Blocks are as fast forward.
    var agreeing: PrimitiveDescriptor?
    if !backward.isSlow {
      agreeing = try? forward(backward.sourceGradient, backward.destinationGradient)
      if agreeing?.isSlow ?? false { agreeing = nil }
    }
    let direct: PrimitiveDescriptor
    if let agreeing { direct = agreeing } else { direct = try forward(Layout(any: source), destination) }
    let shape = direct.destination.shape
    let quick =
      weights.gainByWinograd(window, samples: source[0], shape)
      ? try? forward(direct.source, direct.destination, winograd: true) : nil
    self.forward = quick ?? direct
    // oneDNN's own backward by Winograd transforms the weights at every run; turned around, they are constants.
    let turned = weights.turned
    if agreeing != nil, turned.gainByWinograd(window, samples: source[0], source),
      let quick = try? OperationDescriptor.convolution(
        source: backward.destinationGradient, weights: Layout(any: turned.shape), bias: nil,
        destination: backward.sourceGradient, window: window.turned, method: .winograd
      ).prepared()
    {
      self.backward = .turned(quick)
    } else {
      self.backward = .gradient(backward)
    }
  }
}

extension Window {
  /// The window of the gradient, where strides and dilations are 1.
  var turned: Self {
    var window = self
    window.padsBegin = zip(kernel, padsBegin).map { $0 - 1 - $1 }
    window.padsEnd = zip(kernel, padsEnd).map { $0 - 1 - $1 }
    return window
  }
}

/// The weights of a convolution, or those that belong to some of its input's channels.
struct ConvolutionWeights {
  let node: LoweredNode
  let groups: Int
  /// nil: all.
  let channels: Range<Int>?
  /// Inputs and outputs exchanged and the window turned around.
  var isTurned = false

  var turned: ConvolutionWeights {
    ConvolutionWeights(node: node, groups: groups, channels: channels, isTurned: true)
  }

  /// Whether Winograd's algorithm is wanted and worth its transforms: measured on a core with AVX-512. A rule of shapes,
  /// so that results do not depend on the clock.
  func gainByWinograd(_ window: Window, samples: Int, _ result: [Int]) -> Bool {
    guard node.builder.convolutions == .winograd, groups == 1, node.constant(1) != nil, window.kernel == [3, 3],
      window.strides == [1, 1], window.dilations == [1, 1],
      (window.padsBegin + window.padsEnd).allSatisfy({ (0...2).contains($0) })
    else { return false }
    let (outputs, inputs) = (shape[0], shape[1])
    // The result is computed in tiles of 4 x 4; the transformed weights are read once for all of them.
    let tiles = samples * ((result[2] + 3) / 4) * ((result[3] + 3) / 4)
    return inputs >= 16 && outputs >= 32 && inputs * outputs <= tiles << 14
  }

  /// As oneDNN wants it: the groups, if there are several, are an axis of their own.
  var shape: [Int] {
    var shape = node.shape(1)
    if let channels { shape[1] = channels.count }
    if isTurned { shape.swapAt(0, 1) }
    return groups == 1 ? shape : [groups, shape[0] / groups] + shape.dropFirst()
  }

  func operand(_ layout: Layout) throws(NetworkError) -> Operand {
    let name = node.node.inputs[1]
    guard let constant = node.constant(1) else {
      return try node.builder.reorder(node.plain(1).with(Layout(plain: shape)), to: layout)
    }
    if isTurned { return try node.builder.constant("\(name)[\(channels as Any)]'", turnedAround(constant), layout) }
    guard let channels else { return try node.builder.constant(name, constant.reshaped(shape), layout) }
    return try node.builder.constant("\(name)[\(channels)]", part(constant, channels), layout)
  }

  private func part(_ constant: ConstantTensor, _ channels: Range<Int>) -> ConstantTensor {
    var indices = constant.shape.map { Array(0..<$0) }
    indices[1] = Array(channels)
    return constant.moved(.pick(constant.shape, indices))
  }

  private func turnedAround(_ constant: ConstantTensor) -> ConstantTensor {
    let constant = channels.map { part(constant, $0) } ?? constant
    var movement = Movement.transpose(constant.shape, [1, 0] + (2..<constant.shape.count))
    for axis in 2..<constant.shape.count { movement.offsets[axis].reverse() }
    return constant.moved(movement)
  }
}
