/// Moves batch normalization into the weights of the convolution or fully connected layer before it, in double precision.
/// The layer then computes what the normalization did, under the normalization's name. A layer whose own output is
/// protected is left alone.
enum BatchNormalizationFolding: GraphRewrite {
  static func apply(to graph: inout ConcreteGraph, protected: Set<String>) throws(NetworkError) {
    var producers: [String: Int] = [:]
    var uses: [String: Int] = [:]
    for (index, node) in graph.nodes.enumerated() {
      for output in node.outputs { producers[output] = index }
      for input in node.inputs { uses[input, default: 0] += 1 }
    }
    var removed = Set<Int>()
    for (index, node) in graph.nodes.enumerated() {
      guard let normalization = node.operation as? BatchNormalization, let layer = producers[node.inputs[0]],
        let weighted = graph.nodes[layer].operation as? any WeightedLayer,
        uses[node.inputs[0]] == 1, !protected.contains(node.inputs[0]), !graph.outputs.contains(node.inputs[0]),
        let affine = normalization.affine(node.inputs.map { graph.values[$0] }),
        let folded = weighted.scaled(
          inputs: graph.nodes[layer].inputs.map { graph.values[$0] }, outputShape: graph.values[node.inputs[0]]!.shape,
          by: affine)
      else { continue }
      let weights = graph.nodes[layer].inputs[1] + "*" + node.name
      let bias = weights + "+bias"
      graph.values[weights] = Value(folded.weights)
      graph.values[bias] = Value(folded.bias)
      graph.nodes[layer].inputs = [graph.nodes[layer].inputs[0], weights, bias]
      graph.nodes[layer].operation = folded.operation
      graph.nodes[layer].outputs = [node.outputs[0]]
      producers[node.outputs[0]] = layer
      removed.insert(index)
    }
    graph.nodes = graph.nodes.indices.filter { !removed.contains($0) }.map { graph.nodes[$0] }
  }
}

extension ConcreteGraph {
  /// Only this rewrite, for those who look at a network's layers.
  mutating func foldBatchNormalization(protected: Set<String> = []) throws(NetworkError) {
    try BatchNormalizationFolding.apply(to: &self, protected: protected)
  }
}
