extension ConcreteGraph {
  /// Drops nodes whose results nobody uses.
  mutating func removeUnused(protected: Set<String>) {
    var wanted = protected.union(outputs)
    var kept: [Node] = []
    for node in nodes.reversed() where node.outputs.contains(where: wanted.contains) {
      kept.append(node)
      wanted.formUnion(node.inputs)
    }
    nodes = kept.reversed()
  }
}
