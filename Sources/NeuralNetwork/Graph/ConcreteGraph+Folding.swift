extension ConcreteGraph {
  /// Moves batch normalization into the weights of the convolution or fully connected layer before it, in double
  /// precision. The layer then computes what the normalization did, under the normalization's name.
  ///
  /// - Parameter protected: tensors that must stay computable; a layer whose own output is among them is left alone.
  mutating func foldBatchNormalization(protected: Set<String> = []) throws(NetworkError) {
    var producers: [String: Int] = [:]
    var uses: [String: Int] = [:]
    for (index, node) in nodes.enumerated() {
      for output in node.outputs { producers[output] = index }
      for input in node.inputs { uses[input, default: 0] += 1 }
    }
    var removed = Set<Int>()
    for (index, node) in nodes.enumerated() {
      guard let normalization = node.operation as? BatchNormalization, let layer = producers[node.inputs[0]],
        let weighted = nodes[layer].operation as? any WeightedLayer,
        uses[node.inputs[0]] == 1, !protected.contains(node.inputs[0]), !outputs.contains(node.inputs[0]),
        let affine = normalization.affine(node.inputs.map { values[$0] }),
        let folded = weighted.scaled(
          inputs: nodes[layer].inputs.map { values[$0] }, outputShape: values[node.inputs[0]]!.shape, by: affine)
      else { continue }
      let weights = nodes[layer].inputs[1] + "*" + node.name
      let bias = weights + "+bias"
      values[weights] = Value(folded.weights)
      values[bias] = Value(folded.bias)
      nodes[layer].inputs = [nodes[layer].inputs[0], weights, bias]
      nodes[layer].operation = folded.operation
      nodes[layer].outputs = [node.outputs[0]]
      producers[node.outputs[0]] = layer
      removed.insert(index)
    }
    nodes = nodes.indices.filter { !removed.contains($0) }.map { nodes[$0] }
  }
}

/// y = scale * x + shift for each channel.
struct ChannelAffine: Sendable {
  var scale: [Double]
  var shift: [Double]
}

/// A layer with constant weights into which a per-channel affine map after it can be folded.
protocol WeightedLayer: Operator {
  /// nil where the weights are not constant or the channels do not match.
  func scaled(inputs: [Value?], outputShape: [Int], by affine: ChannelAffine)
    -> (operation: any Operator, weights: ConstantTensor, bias: ConstantTensor)?
}
