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
