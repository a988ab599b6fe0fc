/// The part of a graph that a plan computes: from some of its tensors to others, rewritten so that it costs least.
struct GraphPart {
  private(set) var graph: ConcreteGraph
  /// Where the part starts, and the tensors asked for, by the names under which they are computed here.
  let starts: [String]
  let ends: [String]
  /// Everything that depends on the starts, themselves included.
  private(set) var dependent: Set<String>
  /// What else the part's nodes need and is not constant: to be set from outside.
  private(set) var frontier: [String] = []
  /// Names given by the caller, and those the tensors have here.
  let aliases: [String: String]

  /// - Parameters:
  ///   - batch: what the first axis of all tensors named has to be; nil takes any.
  ///   - from: the graph's inputs when empty.
  init(_ concrete: ConcreteGraph, batch: Int?, from: [String], to: [String]) throws(NetworkError) {
    guard (batch ?? 1) > 0, !to.isEmpty else {
      throw .mismatch("a plan needs a batch of at least 1 and something to compute")
    }
    graph = concrete
    starts = (from.isEmpty ? concrete.inputs : from).map { concrete.resolved($0) }
    ends = to.map { concrete.resolved($0) }
    aliases = Dictionary((from + to).map { ($0, concrete.resolved($0)) }) { first, _ in first }
    dependent = Set(starts)
    for name in from + to { try check(name, batch: batch) }
    graph.prune(to: ends, cut: Set(starts))
    try graph.rewrite(protected: Set(starts + ends))
    try keepDependent(to)
    findFrontier()
  }

  private func check(_ name: String, batch: Int?) throws(NetworkError) {
    guard let value = graph.values[graph.resolved(name)] else {
      throw .mismatch("the network has no tensor '\(name)'")
    }
    guard value.constant == nil else { throw .mismatch("the tensor '\(name)' does not depend on the input") }
    guard batch == nil || value.shape.first == batch else {
      throw .mismatch(
        "the tensor '\(name)' has shape \(Shape.text(value.shape)): its first axis is not the batch of \(batch!)")
    }
  }

  /// Drops the nodes that do not depend on the starts.
  private mutating func keepDependent(_ to: [String]) throws(NetworkError) {
    var kept: [ConcreteGraph.Node] = []
    for node in graph.nodes where node.inputs.contains(where: dependent.contains) {
      kept.append(node)
      dependent.formUnion(node.outputs)
    }
    graph.nodes = kept
    for (name, end) in zip(to, ends) where !dependent.contains(end) {
      throw .mismatch("the tensor '\(name)' does not depend on \(starts.map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  private mutating func findFrontier() {
    for node in graph.nodes {
      for input in node.inputs where !input.isEmpty && !dependent.contains(input) && !frontier.contains(input) {
        if graph.values[input]!.constant == nil { frontier.append(input) }
      }
    }
  }
}
