/// Puts one ``Gelu`` in the place of the nodes that exporters write for it before operator set 20:
/// `0.5 x (1 + erf(x / sqrt 2))`, the factors in any order.
enum GeluFusion: GraphRewrite {
  static func apply(to graph: inout ConcreteGraph, protected: Set<String>) throws(NetworkError) {
    let uses = TensorUses(graph, protected: protected)
    for index in graph.nodes.indices where graph.nodes[index].operation is Erf {
      guard let found = graph.gelu(around: index, uses) else { continue }
      graph.nodes[found.last].type = Gelu.name
      graph.nodes[found.last].inputs = [found.argument]
      graph.nodes[found.last].operation = Gelu(isApproximate: false)
    }
    graph.removeUnused(protected: protected)
  }
}

extension ConcreteGraph {
  /// A constant of one number.
  private func number(_ tensor: String) -> Double? {
    guard let constant = values[tensor]?.constant, constant.count == 1 else { return nil }
    return constant.doubles[0]
  }

  /// The other factor of a product, where one is `tensor`.
  private func factor(_ node: Node, besides tensor: String) -> String? {
    guard node.operation is Mul, node.inputs.contains(tensor), node.inputs[0] != node.inputs[1] else { return nil }
    return node.inputs[0] == tensor ? node.inputs[1] : node.inputs[0]
  }

  /// A product of a tensor and a number, or a quotient.
  private func scaled(_ node: Node) -> (tensor: String, scale: Double)? {
    switch node.operation {
    case is Mul:
      if let scale = number(node.inputs[1]) { return (node.inputs[0], scale) }
      return number(node.inputs[0]).map { (node.inputs[1], $0) }
    case is Div: return number(node.inputs[1]).map { (node.inputs[0], 1 / $0) }
    default: return nil
    }
  }

  private func isHalf(_ scale: Double) -> Bool { abs(scale - 0.5) < 1e-6 }

  /// The argument of the function that an Erf node is part of, and the node that has its result.
  fileprivate func gelu(around erf: Int, _ uses: TensorUses) -> (argument: String, last: Int)? {
    guard let before = uses.producers[nodes[erf].inputs[0]], let (x, scale) = scaled(nodes[before]),
      abs(scale - 0.5.squareRoot()) < 1e-6, values[x]?.shape == values[nodes[erf].outputs[0]]?.shape,
      let sum = uses.onlyUser(of: nodes[erf].outputs[0]), nodes[sum].operation is Add,
      nodes[sum].inputs.contains(where: { number($0) == 1 }),
      let product = uses.onlyUser(of: nodes[sum].outputs[0]),
      let other = factor(nodes[product], besides: nodes[sum].outputs[0])
    else { return nil }
    if let half = uses.producers[other].flatMap({ scaled(nodes[$0]) }), half.tensor == x, isHalf(half.scale) {
      return (x, product)
    }
    guard let last = uses.onlyUser(of: nodes[product].outputs[0]) else { return nil }
    if other == x, let half = scaled(nodes[last]), half.tensor == nodes[product].outputs[0], isHalf(half.scale) {
      return (x, last)
    }
    if let half = number(other), isHalf(half), factor(nodes[last], besides: nodes[product].outputs[0]) == x {
      return (x, last)
    }
    return nil
  }
}
