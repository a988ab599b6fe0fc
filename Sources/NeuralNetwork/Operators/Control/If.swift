struct If: CompositeOperator {
  static let name = "If"
  static let summary =
    "One of two branches. Exporters write it around steps that depend on the input's shape; which branch "
    + "is taken has to be known once that is."
  static let inputs = 1...1
  static let limits = "condition constant"

  private let branches: [Subgraph]
  /// Tensors from outside that the branches use: further inputs of the node, behind the condition.
  let captured: [String]

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    guard let taken = try attributes.graph("then_branch"), let other = try attributes.graph("else_branch") else {
      throw .malformed("one of its branches is missing")
    }
    guard taken.outputs.count == attributes.outputCount, other.outputs.count == attributes.outputCount else {
      throw .malformed("its branches do not have \(attributes.outputCount) outputs")
    }
    branches = [taken, other]
    captured = Array(Set(taken.captured).union(other.captured)).sorted()
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    guard let condition = try inputs.constant(0, "cond"), condition.count == 1 else {
      throw .malformed("its condition is not a single truth value")
    }
    let branch = branches[condition.doubles[0] != 0 ? 0 : 1]
    var names = Dictionary(uniqueKeysWithValues: zip(captured, writer.inputs.dropFirst()))
    for (name, constant) in branch.constants { names[name] = writer.constant(constant) }
    for node in branch.nodes {
      for output in node.outputs where !output.isEmpty { names[output] = "\(writer.name)/\(output)" }
    }
    for var node in branch.nodes {
      node.name = "\(writer.name)/\(node.name)"
      node.inputs = node.inputs.map { $0.isEmpty ? "" : names[$0]! }
      node.outputs = node.outputs.map { $0.isEmpty ? "" : names[$0]! }
      writer.append(node)
    }
    return branch.outputs.map { names[$0]! }
  }
}

/// A graph inside a node: it sees the tensors around it by their names.
struct Subgraph: Sendable {
  var nodes: [Graph.Node]
  var constants: [String: ConstantTensor]
  var outputs: [String]
  /// Tensors from outside, in order of their first use.
  var captured: [String]
}
