import OneDNN

/// A graph for inputs of known shapes: every tensor has its shape, and whatever does not depend on the inputs' values is
/// constant. Nodes that only compute constants, or change nothing, are gone.
struct ConcreteGraph: Sendable {
  struct Node: Sendable {
    var name: String
    var type: String
    var inputs: [String]
    var outputs: [String]
    var operation: any Operator
    var title: String { "node '\(name)' (\(type))" }
  }

  var nodes: [Node] = []
  var values: [String: Value] = [:]
  var inputs: [String] = []
  var outputs: [String] = []
  /// Names of tensors that are the same as another, because the node between them changes nothing.
  var aliases: [String: String] = [:]

  /// The name under which a tensor of the model is computed here.
  func resolved(_ name: String) -> String { aliases[name] ?? name }

  func producer(of tensor: String) -> Int? { nodes.firstIndex { $0.outputs.contains(tensor) } }

  func consumers(of tensor: String) -> [Int] { nodes.indices.filter { nodes[$0].inputs.contains(tensor) } }
}

extension ConcreteGraph {
  /// - Parameter shapes: of every input of the graph, the batch included.
  init(_ graph: Graph, shapes: [String: [Int]], limits: LoadLimits) throws(NetworkError) {
    var constantElements = 0
    for (name, constant) in graph.constants { values[name] = Value(constant) }
    for input in graph.inputs {
      guard let shape = shapes[input.name] else {
        throw .mismatch("the shape of the input '\(input.name)' is not given")
      }
      guard let count = Shape.count(shape), count > 0, count <= limits.tensorElements else {
        throw .tooLarge("the input '\(input.name)' of shape \(Shape.text(shape)) is empty or too large")
      }
      values[input.name] = Value(input.type, shape)
      inputs.append(input.name)
    }
    for node in graph.nodes { try append(node, limits: limits, constantElements: &constantElements) }
    outputs = graph.outputs.map { aliases[$0] ?? $0 }
  }

  /// Adds a node, or those it stands for, unless it can be computed now or changes nothing.
  private mutating func append(_ node: Graph.Node, limits: LoadLimits, constantElements: inout Int)
    throws(NetworkError)
  {
    let names = node.inputs.map { aliases[$0] ?? $0 }
    do throws(NetworkError) {
      let known = names.map { $0.isEmpty ? nil : values[$0] }
      for (name, value) in zip(names, known) where !name.isEmpty && value == nil {
        throw .unsupported("its input '\(name)' is an output that is not supported")
      }
      if let composite = node.operation as? any CompositeOperator {
        var writer = NodeWriter(name: node.name, inputs: names)
        let results = try composite.expand(known, &writer)
        for (name, constant) in writer.constants { values[name] = Value(constant) }
        guard nodes.count + writer.nodes.count <= limits.nodes else {
          throw .tooLarge("it stands for \(writer.nodes.count) nodes; the limit is \(limits.nodes)")
        }
        for part in writer.nodes { try append(part, limits: limits, constantElements: &constantElements) }
        for (name, result) in zip(node.outputs, results) where !name.isEmpty {
          let resolved = aliases[result] ?? result
          values[name] = values[resolved]
          aliases[name] = resolved
        }
        return
      }
      var results = try node.operation.infer(known)
      if let computed = Self.computed(node, inputs: names, known, results) { results = computed }
      for (name, value) in zip(node.outputs, results) where !name.isEmpty {
        guard let count = Shape.count(value.shape), count <= limits.tensorElements else {
          throw .tooLarge(
            "its result of shape \(Shape.text(value.shape)) exceeds \(limits.tensorElements) elements")
        }
        guard value.shape.count <= Layout.maximumRank else {
          throw .unsupported("its result has \(value.shape.count) axes; at most \(Layout.maximumRank) are supported")
        }
        if let constant = value.constant {
          constantElements += constant.count
          guard constantElements <= limits.constantElements else {
            throw .tooLarge("folded constants exceed \(limits.constantElements) elements")
          }
        }
        values[name] = value
      }
      let computed = zip(node.outputs, results).filter { !$0.0.isEmpty }
      if computed.allSatisfy({ $0.1.constant != nil }) && results.count >= node.outputs.count { return }
      if node.operation.isIdentity(known) {
        aliases[node.outputs[0]] = names[0]
        return
      }
    } catch {
      throw error.inside(node.title)
    }
    nodes.append(
      Node(name: node.name, type: node.type, inputs: names, outputs: node.outputs, operation: node.operation))
  }

  /// Runs a node all of whose inputs are constant but which inference cannot compute (a product of two weights, say).
  private static func computed(_ node: Graph.Node, inputs: [String], _ known: [Value?], _ results: [Value]) -> [Value]?
  {
    guard let first = known.first.flatMap({ $0 })?.constant, known.allSatisfy({ $0 == nil || $0!.constant != nil }),
      !results.isEmpty, results.count == node.outputs.count, results.contains(where: { $0.constant == nil }),
      results.allSatisfy({ (1...Shape.listable).contains($0.count) }), first.count > 0, !node.outputs.contains("")
    else { return nil }
    var graph = ConcreteGraph()
    for (name, value) in zip(inputs, known) where !name.isEmpty { graph.values[name] = value }
    graph.values[inputs[0]] = Value(first.type, first.shape)
    for (name, value) in zip(node.outputs, results) { graph.values[name] = value }
    graph.inputs = [inputs[0]]
    graph.outputs = node.outputs
    graph.nodes = [
      Node(name: node.name, type: node.type, inputs: inputs, outputs: node.outputs, operation: node.operation)
    ]
    guard let plan = try? Plan(graph, batch: nil, from: [], to: node.outputs, differentiable: false),
      let runner = try? Runner(plan),
      (try? runner.forward([inputs[0]: Tensor(shape: first.shape, values: first.floats)])) != nil
    else { return nil }
    var computed: [Value] = []
    for (name, value) in zip(node.outputs, results) {
      guard let tensor = try? runner.value(of: name) else { return nil }
      computed.append(Value(.computed(value.type, value.shape, tensor.values.map { Double($0) })))
    }
    return computed
  }

  /// Keeps only nodes that `targets` need, not looking behind the tensors in `cut`.
  mutating func prune(to targets: [String], cut: Set<String> = []) {
    var wanted = Set(targets)
    var kept: [Node] = []
    for node in nodes.reversed() where node.outputs.contains(where: { wanted.contains($0) && !cut.contains($0) }) {
      kept.append(node)
      wanted.formUnion(node.inputs)
    }
    nodes = kept.reversed()
  }
}
