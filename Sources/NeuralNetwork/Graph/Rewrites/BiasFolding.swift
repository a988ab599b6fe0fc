/// Has a matrix product add the constant vector that follows it: PyTorch exports linear layers of more than two axes in
/// two nodes.
enum BiasFolding: GraphRewrite {
  static func apply(to graph: inout ConcreteGraph, protected: Set<String>) throws(NetworkError) {
    let uses = TensorUses(graph, protected: protected)
    var removed = Set<Int>()
    for index in graph.nodes.indices {
      let node = graph.nodes[index]
      guard node.operation is MatMul, node.inputs.count == 2, let weights = graph.values[node.inputs[1]]?.constant,
        weights.shape.count == 2, graph.values[node.inputs[0]]!.shape.count >= 2,
        let user = uses.onlyUser(of: node.outputs[0]), graph.nodes[user].operation is Add,
        let bias = graph.nodes[user].inputs.first(where: { $0 != node.outputs[0] }),
        let values = graph.values[bias]?.constant, values.count == weights.shape[1],
        values.shape.last == weights.shape[1],
        graph.values[graph.nodes[user].outputs[0]]!.shape == graph.values[node.outputs[0]]!.shape
      else { continue }
      graph.nodes[index].inputs.append(bias)
      graph.nodes[index].outputs = graph.nodes[user].outputs
      removed.insert(user)
    }
    graph.nodes = graph.nodes.indices.filter { !removed.contains($0) }.map { graph.nodes[$0] }
  }
}
