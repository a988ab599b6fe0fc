import OneDNN

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
