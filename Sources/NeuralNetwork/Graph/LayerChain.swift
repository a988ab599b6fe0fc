/// A network as a plain chain of affine layers, rectifiers and maxima from its input to the classes' scores: what can be
/// reasoned about exactly. Batch normalization is folded into the layer before it, and a softmax at the end left out,
/// since it keeps the order of the scores.
public struct LayerChain: Sendable {
  public enum Step: Sendable, Equatable {
    /// A convolution or fully connected layer.
    case layer(FirstLayer)
    /// `scale * x + shift`, element by element, one of each for every element.
    case scaling(scale: [Double], shift: [Double])
    case rectifier
    /// For each output the inputs that it is the largest of, as indices into the `inputCount` values before it.
    case maxPool(inputCount: Int, members: [[Int32]])
  }

  public var inputTensor: String
  /// Without the batch axis.
  public var inputShape: [Int]
  /// The tensor that holds the scores.
  public var outputTensor: String
  public var steps: [Step]
}

extension Network {
  /// The network as a chain of layers.
  ///
  /// - Parameters:
  ///   - logits: the tensor that holds the classes' scores.
  ///   - inputShape: one sample's shape; the file's when nil.
  /// - Throws: `NetworkError`, of kind `unsupported` with the node's name where the network is anything else.
  public func layerChain(to logits: String, inputShape: [Int]? = nil) throws(NetworkError) -> LayerChain {
    do throws(NetworkError) {
      var concrete = try concrete(inputShape: inputShape, batch: 1)
      var output = concrete.resolved(logits)
      if let index = concrete.producer(of: output), concrete.nodes[index].operation is LogSoftmax {
        output = concrete.nodes[index].inputs[0]
      }
      concrete.prune(to: [output])
      try concrete.foldBatchNormalization(protected: [])
      guard inputs.count == 1, let input = concrete.inputs.first else {
        throw NetworkError.unsupported("a network with one input is needed, not \(inputs.count)")
      }
      var chain = LayerChain(
        inputTensor: input, inputShape: Array(concrete.values[input]!.shape.dropFirst()), outputTensor: output,
        steps: [])
      var tensor = input
      while tensor != output { tensor = try concrete.appendStep(after: tensor, to: &chain.steps) }
      return chain
    } catch {
      throw error.inside(name)
    }
  }
}

extension ConcreteGraph {
  /// Appends what the one node behind a tensor does.
  ///
  /// - Returns: the tensor behind it.
  fileprivate func appendStep(after tensor: String, to steps: inout [LayerChain.Step]) throws(NetworkError) -> String {
    let users = consumers(of: tensor)
    guard users.count == 1 else {
      throw .unsupported(
        "'\(tensor)' feeds \(users.count) nodes; the whole network can be encoded only where layer follows layer")
    }
    let node = nodes[users[0]]
    guard node.inputs.count(where: { $0 == tensor }) == 1 else {
      throw .unsupported("\(node.title) takes '\(tensor)' twice")
    }
    let input = values[tensor]!
    let output = values[node.outputs[0]]!
    switch node.operation {
    case is Relu: steps.append(.rectifier)
    case is any ReshapingOperator: break
    case is Conv, is Gemm, is MatMul:
      guard isLinearLayer(node), node.inputs[0] == tensor else {
        throw .unsupported("\(node.title) has weights that are not constant, or is no plain layer")
      }
      let layer = try describe(node)
      steps.append(.layer(layer))
      return layer.preActivationTensor
    case let pool as MaxPool:
      steps.append(.maxPool(inputCount: input.count, members: try pool.members(input)))
    case let normalization as BatchNormalization:
      guard let affine = normalization.affine(node.inputs.map { values[$0] }) else {
        throw .unsupported("\(node.title) has parameters that are not constant")
      }
      let size = output.shape.dropFirst(2).reduce(1, *)
      steps.append(
        .scaling(
          scale: affine.scale.flatMap { [Double](repeating: $0, count: size) },
          shift: affine.shift.flatMap { [Double](repeating: $0, count: size) }))
    case is Add, is Sub, is Mul, is Div:
      steps.append(try scaling(node, tensor: tensor))
    default:
      throw .unsupported(
        "\(node.title) cannot be encoded exactly; fully connected layers, convolutions, rectifiers, max-pooling, "
          + "batch normalization and arithmetic with constants can")
    }
    return node.outputs[0]
  }

  /// Arithmetic with a constant.
  private func scaling(_ node: Node, tensor: String) throws(NetworkError) -> LayerChain.Step {
    let isFirst = node.inputs[0] == tensor
    let shape = values[node.outputs[0]]!.shape
    guard let constant = values[node.inputs[isFirst ? 1 : 0]]?.constant, shape == values[tensor]!.shape else {
      throw .unsupported("\(node.title) combines two tensors that depend on the input, or broadcasts one")
    }
    let numbers =
      constant.shape == shape ? constant.doubles : constant.moved(.expand(constant.shape, to: shape)).doubles
    let zeros = [Double](repeating: 0, count: numbers.count)
    let ones = [Double](repeating: 1, count: numbers.count)
    switch node.operation {
    case is Add: return .scaling(scale: ones, shift: numbers)
    case is Mul: return .scaling(scale: numbers, shift: zeros)
    case is Sub:
      return isFirst
        ? .scaling(scale: ones, shift: numbers.map { -$0 }) : .scaling(scale: ones.map { -$0 }, shift: numbers)
    default:
      guard isFirst, !numbers.contains(0) else { throw .unsupported("\(node.title) divides by the input or by 0") }
      return .scaling(scale: numbers.map { 1 / $0 }, shift: zeros)
    }
  }
}

extension MaxPool {
  /// For each output of one sample the indices of the inputs that its window holds.
  fileprivate func members(_ x: Value) throws(NetworkError) -> [[Int32]] {
    let (shape, geometry) = try poolShape(x, window)
    let window = geometry.window
    let inputs = Array(x.shape.dropFirst(2))
    let outputs = Array(shape.dropFirst(2))
    let plane = inputs.reduce(1, *)
    /// The places along each axis that a window covers, padding left out.
    func places(_ axis: Int, _ output: Int) -> [Int] {
      (0..<window.kernel[axis])
        .map { output * window.strides[axis] - window.padsBegin[axis] + $0 * window.dilations[axis] }
        .filter { $0 >= 0 && $0 < inputs[axis] }
    }
    var members: [[Int32]] = []
    for channel in 0..<x.shape[1] {
      for position in 0..<outputs.reduce(1, *) {
        var rest = position
        var offsets = [0]
        var stride = 1
        for axis in outputs.indices.reversed() {
          let place = places(axis, rest % outputs[axis])
          rest /= outputs[axis]
          offsets = place.flatMap { p in offsets.map { p * stride + $0 } }
          stride *= inputs[axis]
        }
        members.append(offsets.map { Int32(channel * plane + $0) })
      }
    }
    return members
  }
}
