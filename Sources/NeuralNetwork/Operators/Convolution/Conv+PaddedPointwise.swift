import Foundation
import OneDNN

/// Convolutions of 1 x 1 windows with padding (Caffe's SqueezeNet ends in one). No window sees an element and padding at
/// once: around the result there is a border of the bias alone, which need not be computed and passes no gradient.
extension Conv {
  func isPaddedPointwise(kernel: [Int]) -> Bool {
    guard case .explicit = window.autoPad, let pads = window.pads, pads.count == 2 * kernel.count else { return false }
    return kernel.count == 2 && kernel == [1, 1] && pads.contains { $0 > 0 } && pads.allSatisfy { $0 >= 0 }
      && (window.strides ?? [1, 1]) == [1, 1]
  }

  /// - Returns: false, with nothing written, where the node is no such convolution or nothing would be gained.
  func lowerPaddedPointwise(_ node: LoweredNode) throws(NetworkError) -> Bool {
    let builder = node.builder
    guard node.isDifferentiable, node.wantsGradient(0), isPaddedPointwise(kernel: Array(node.shape(1).dropFirst(2))),
      node.constant(1) != nil, !node.hasInput(2) || node.constant(2) != nil
    else { return false }
    var inner = self
    inner.window.pads = nil
    let shape = [node.shape(0)[0], node.shape(1)[0]] + node.shape(0).dropFirst(2)
    let weights = ConvolutionWeights(node: node, groups: groups, channels: nil)
    let window = try inner.geometry(node.shape(0), node.shape(1)).window
    let step = try ConvolutionStep(
      source: node.shape(0), weights: weights, bias: nil, destination: Layout(any: shape), window: window, post: [],
      differentiable: true)
    guard let lanes = step.forward.destination.channelBlock else { return false }

    let fused = node.fusableActivation()
    let (small, gradient) = try inner.lowered(node, fused: fused)
    let inside = try builder.reorder(small, to: step.forward.destination)
    let whole = Layout(shape: node.outputShape(), channelBlock: lanes)
    let border = try self.border(node, fused?.node, Layout(shape: [1] + whole.shape.dropFirst(), channelBlock: lanes))
    let frame = Frame(
      blocks: (shape[1] + lanes - 1) / lanes, samples: shape[0], lanes: lanes, inner: Array(shape[2...]),
      outer: Array(whole.shape[2...]), offset: Array(self.window.pads![..<2]))
    let result = builder.newOperand(whole)
    builder.kernel("border", reads: [inside, border], writes: [result]) { p in
      frame.fill(p[2], inside: p[0], border: p[1])
    }

    let last = fused?.node ?? node
    last.setOutput(result)
    if let fused { builder.absorb(fused.node.index) }
    node.onBackward(output: last.node.outputs[0]) { () throws(NetworkError) in
      guard let incoming = last.outputGradient() else { return }
      let framed = try builder.reorder(incoming, to: whole)
      var cut = builder.newOperand(inside.layout)
      builder.kernel("cut border off", reads: [framed], writes: [cut]) { p in frame.cut(p[0], to: p[1]) }
      if let fused, !builder.isGradientSettled(last.node.outputs[0]) {
        cut = try node.activationGradient(fused.activation, gradient: cut, data: inside)
      }
      try gradient(cut)
    }
    return true
  }

  /// The result of one sample as it is where windows see padding only.
  private func border(_ node: LoweredNode, _ activation: LoweredNode?, _ layout: Layout) throws(NetworkError) -> Operand
  {
    let channels = layout.shape[1]
    var value = Value(node.constant(2) ?? ConstantTensor([channels], [Float](repeating: 0, count: channels)))
    if let activation {
      var inputs: [Value?] = activation.inputValues
      inputs[0] = value
      value = try activation.node.operation.infer(inputs)[0]
    }
    let size = layout.shape[2] * layout.shape[3]
    let values = value.constant!.floats.flatMap { [Float](repeating: $0, count: size) }
    return try node.builder.constant(node.node.outputs[0] + ":border", ConstantTensor(layout.shape, values), layout)
  }
}

/// An image in blocks of channels inside a larger one.
private struct Frame: Sendable {
  var blocks: Int
  var samples: Int
  var lanes: Int
  var inner: [Int]
  var outer: [Int]
  var offset: [Int]

  /// Calls `body` with the places of each row of the smaller image in it and in the larger one.
  private func rows(_ body: (_ inner: Int, _ outer: Int) -> Void) {
    for block in 0..<samples * blocks {
      for row in 0..<inner[0] {
        body(
          (block * inner[0] + row) * inner[1] * lanes,
          ((block * outer[0] + row + offset[0]) * outer[1] + offset[1]) * lanes)
      }
    }
  }

  func fill(_ target: UnsafeMutablePointer<Float>, inside: UnsafePointer<Float>, border: UnsafePointer<Float>) {
    let sample = blocks * outer[0] * outer[1] * lanes
    for i in 0..<samples { (target + i * sample).update(from: border, count: sample) }
    rows { (target + $1).update(from: inside + $0, count: inner[1] * lanes) }
  }

  func cut(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    rows { (target + $0).update(from: source + $1, count: inner[1] * lanes) }
  }
}
