/// The first layer with weights on the path from the input, batch normalization folded into it: what its neurons compute
/// is linear in the input.
public struct FirstLayer: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// Weights [outputs][inputs per group][spatial axes...].
    case convolution
    /// Weights [outputs][inputs].
    case fullyConnected
    /// A fully connected layer of its own at every position of the axes before the last, as where patches of an image, or
    /// words, are embedded by a matrix. Weights [outputs][inputs].
    case positionwise
  }

  public var kind: Kind
  public var node: String
  public var inputTensor: String
  /// Output before the activation, batch normalization included.
  public var preActivationTensor: String
  /// Output after the activation; the same as before it where there is none.
  public var activationTensor: String
  /// ONNX's name of the activation; empty where there is none.
  public var activation: String
  /// Without the batch axis.
  public var inputShape: [Int]
  /// Without the batch axis.
  public var outputShape: [Int]
  public var weights: [Double]
  public var weightShape: [Int]
  public var bias: [Double]
  /// Extents of the window, one a spatial axis; this and the next three are empty for other layers than convolutions.
  public var kernel: [Int]
  public var strides: [Int]
  /// Padding before each spatial axis, then behind each; what the last window does not reach is left out.
  public var pads: [Int]
  public var dilations: [Int]
  public var groups: Int

  public init(
    kind: Kind, node: String = "", inputTensor: String = "", preActivationTensor: String = "",
    activationTensor: String = "", activation: String = "", inputShape: [Int], outputShape: [Int], weights: [Double],
    weightShape: [Int], bias: [Double], kernel: [Int] = [], strides: [Int] = [], pads: [Int] = [],
    dilations: [Int] = [], groups: Int = 1
  ) {
    self.kind = kind
    self.node = node
    self.inputTensor = inputTensor
    self.preActivationTensor = preActivationTensor
    self.activationTensor = activationTensor
    self.activation = activation
    self.inputShape = inputShape
    self.outputShape = outputShape
    self.weights = weights
    self.weightShape = weightShape
    self.bias = bias
    self.kernel = kernel
    self.strides = strides
    self.pads = pads
    self.dilations = dilations
    self.groups = groups
  }
}

extension Network {
  /// Finds the first layer, or takes the one named.
  /// - Parameters:
  ///   - named: a node's name, or the name of one of its outputs.
  ///   - inputShape: one sample's shape; the file's when nil.
  public func firstLayer(named: String? = nil, inputShape: [Int]? = nil) throws(NetworkError) -> FirstLayer {
    do {
      var concrete = try concrete(inputShape: inputShape, batch: 1)
      concrete.prune(to: concrete.outputs)
      try concrete.foldBatchNormalization()
      return try concrete.firstLayer(named: named.map { concrete.resolved($0) })
    } catch {
      throw error.inside(name)
    }
  }
}

extension Network {
  /// The first layers behind a tensor: all convolutions and fully connected layers that no other one precedes, such as
  /// parallel convolutions of different widths over one embedding.
  /// - Parameters:
  ///   - tensor: where to start, an embedding for example.
  ///   - named: a node's name, or the name of one of its outputs: only this one.
  ///   - inputShape: one sample's shape at the network's input; the file's when nil.
  public func firstLayers(
    behind tensor: String, named: String? = nil, inputShape: [Int]? = nil
  ) throws(NetworkError) -> [FirstLayer] {
    do {
      var concrete = try concrete(inputShape: inputShape, batch: 1)
      concrete.prune(to: concrete.outputs)
      try concrete.foldBatchNormalization(protected: [concrete.resolved(tensor)])
      if let named { return [try concrete.firstLayer(named: concrete.resolved(named))] }
      return try concrete.firstLayers(behind: concrete.resolved(tensor))
    } catch {
      throw error.inside(name)
    }
  }
}

extension ConcreteGraph {
  func firstLayers(behind tensor: String) throws(NetworkError) -> [FirstLayer] {
    var dependent: Set<String> = [tensor]
    var weighted: Set<String> = []
    var layers: [FirstLayer] = []
    for node in nodes where node.inputs.contains(where: dependent.contains) {
      dependent.formUnion(node.outputs)
      if node.inputs.contains(where: weighted.contains) {
        weighted.formUnion(node.outputs)
      } else if isLinearLayer(node) {
        layers.append(try describe(node))
        weighted.formUnion(node.outputs)
      }
    }
    guard !layers.isEmpty else {
      throw .unsupported("no convolution or fully connected layer with constant weights was found behind '\(tensor)'")
    }
    return layers
  }

  func firstLayer(named: String?) throws(NetworkError) -> FirstLayer {
    let candidates = nodes.indices.filter { isLinearLayer(nodes[$0]) }
    guard
      let index = candidates.first(where: {
        named == nil || nodes[$0].name == named || nodes[$0].outputs.contains(named!)
      })
    else {
      guard let named else {
        throw .unsupported("no convolution or fully connected layer with constant weights was found")
      }
      throw .mismatch(
        "there is no convolution or fully connected layer '\(named)'; the first are "
          + candidates.prefix(8).map { nodes[$0].name }.joined(separator: ", "))
    }
    return try describe(nodes[index])
  }

  func isLinearLayer(_ node: Node) -> Bool {
    guard node.operation is Conv || node.operation is Gemm || node.operation is MatMul, node.inputs.count > 1,
      values[node.inputs[0]]?.constant == nil, values[node.inputs[1]]?.constant != nil
    else { return false }
    if node.operation is Conv { return true }
    let rank = values[node.inputs[0]]!.shape.count
    return (rank == 2 || rank > 2 && node.operation is MatMul) && values[node.inputs[1]]!.shape.count == 2
  }

  func describe(_ node: Node) throws(NetworkError) -> FirstLayer {
    let input = values[node.inputs[0]]!
    let output = values[node.outputs[0]]!
    let weights = values[node.inputs[1]]!.constant!
    let bias = node.inputs.count > 2 && !node.inputs[2].isEmpty ? values[node.inputs[2]]!.constant : nil
    if node.inputs.count > 2, !node.inputs[2].isEmpty, bias == nil {
      throw .unsupported("\(node.title): its bias is not constant")
    }
    var layer = FirstLayer(
      kind: input.shape.count > 2 ? .positionwise : .fullyConnected, node: node.name, inputTensor: node.inputs[0],
      preActivationTensor: node.outputs[0],
      activationTensor: node.outputs[0], activation: "", inputShape: Array(input.shape.dropFirst()),
      outputShape: Array(output.shape.dropFirst()), weights: [], weightShape: weights.shape, bias: [])
    let channels = node.operation is Conv ? output.shape[1] : output.shape[output.shape.count - 1]
    switch node.operation {
    case let convolution as Conv:
      let window = try convolution.geometry(input.shape, weights.shape).window
      layer.kind = .convolution
      layer.weights = weights.doubles
      layer.bias = bias?.doubles ?? [Double](repeating: 0, count: channels)
      (layer.kernel, layer.strides, layer.dilations) = (window.kernel, window.strides, window.dilations)
      layer.pads = window.padsBegin + window.padsEnd
      layer.groups = convolution.groups
    case let gemm as Gemm:
      guard !gemm.transposesA else { throw .unsupported("\(node.title): transA is set") }
      layer.weights = (gemm.transposesB ? weights : weights.moved(.transpose(weights.shape, [1, 0]))).doubles
        .map { $0 * Double(gemm.alpha) }
      let values = bias.map { $0.moved(.expand($0.shape, to: [1, channels])).doubles }
      layer.bias = (values ?? [Double](repeating: 0, count: channels)).map { $0 * Double(gemm.beta) }
      layer.weightShape = [channels, input.shape[1]]
    default:
      layer.weights = weights.moved(.transpose(weights.shape, [1, 0])).doubles
      layer.weightShape = [channels, weights.shape[0]]
      layer.bias = [Double](repeating: 0, count: channels)
      // A bias added right behind belongs to the layer.
      let users = consumers(of: node.outputs[0])
      if users.count == 1, nodes[users[0]].operation is Add {
        let add = nodes[users[0]]
        let other = add.inputs[0] == node.outputs[0] ? add.inputs[1] : add.inputs[0]
        if let bias = values[other]?.constant, bias.count == channels, bias.shape.last == channels {
          layer.bias = bias.doubles
          layer.preActivationTensor = add.outputs[0]
          layer.activationTensor = add.outputs[0]
        }
      }
    }
    let end = reshaped(layer.preActivationTensor)
    if let activation = activationNode(after: end) {
      layer.preActivationTensor = end
      layer.activation = activation.type
      layer.activationTensor = activation.outputs[0]
    }
    return layer
  }

  /// What a tensor is called after axes of extent 1 came or went (exporters compute convolutions over words in two
  /// dimensions): the same elements in the same order.
  private func reshaped(_ tensor: String) -> String {
    let users = consumers(of: tensor)
    guard users.count == 1, nodes[users[0]].operation is Squeeze || nodes[users[0]].operation is Unsqueeze else {
      return tensor
    }
    return reshaped(nodes[users[0]].outputs[0])
  }

  /// The element-wise function that follows a tensor. Swish and old exporters' hard-swish are a product of the tensor with
  /// a function of itself.
  private func activationNode(after tensor: String) -> Node? {
    let users = consumers(of: tensor).map { nodes[$0] }
    if users.count == 1, users[0].operation is any ActivationOperator || users[0].operation is any ElementwiseOperator {
      return users[0]
    }
    if users.count == 2, let product = users.first(where: { $0.operation is Mul }),
      let gate = users.first(where: { $0.operation is any ElementwiseOperator }),
      product.inputs.contains(tensor), product.inputs.contains(gate.outputs[0])
    {
      return product
    }
    return nil
  }
}
