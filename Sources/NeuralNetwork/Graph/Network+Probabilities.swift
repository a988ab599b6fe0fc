extension Network {
  /// Where a model's class probabilities are.
  public struct Probabilities: Sendable, Equatable {
    /// Tensor of the probabilities, one row a sample.
    public var tensor: String
    /// Tensor that the softmax is applied to.
    public var logits: String
    /// Whether the softmax was appended by Winnow, because the model gives logits.
    public var isAppended: Bool
  }

  /// Finds the class probabilities of an output: the model's own softmax where it ends in one, otherwise a softmax that
  /// Winnow appends.
  /// - Parameter output: name of one of the model's outputs; the first when nil.
  public func probabilities(output: String? = nil) throws(NetworkError) -> Probabilities {
    guard let output = output ?? graph.outputs.first, graph.outputs.contains(output) else {
      throw .mismatch(
        "the model has no output '\(output ?? "")'; its outputs are \(graph.outputs.joined(separator: ", "))")
    }
    if let logits = Self.softmaxInput(of: output, in: graph) {
      return Probabilities(tensor: output, logits: logits, isAppended: false)
    }
    return Probabilities(tensor: Self.probabilitiesName(output), logits: output, isAppended: true)
  }

  private static func probabilitiesName(_ output: String) -> String { output + ":probabilities" }

  /// The input of the softmax that `tensor` is the result of, looking through nodes that only change the shape.
  private static func softmaxInput(of tensor: String, in graph: Graph) -> String? {
    var tensor = tensor
    for node in graph.nodes.reversed() where node.outputs.contains(tensor) {
      if node.operation is Softmax { return node.inputs[0] }
      guard node.operation is any ReshapingOperator, !node.inputs.isEmpty else { return nil }
      tensor = node.inputs[0]
    }
    return nil
  }

  /// Appends a softmax over the classes behind each output that is not one. Plans that do not use it drop it.
  static func appendSoftmax(to graph: inout Graph) throws(NetworkError) {
    for output in graph.outputs where softmaxInput(of: output, in: graph) == nil {
      let name = probabilitiesName(output)
      var flatten = NodeAttributes(opset: 13, inputCount: 1, outputCount: 1, attributes: ["axis": .int(1)])
      var softmax = NodeAttributes(opset: 13, inputCount: 1, outputCount: 1, attributes: ["axis": .int(-1)])
      graph.nodes.append(
        Graph.Node(
          name: name + ":flatten", type: "Flatten", inputs: [output], outputs: [name + ":logits"],
          operation: LenientFlatten(try Flatten(&flatten))))
      graph.nodes.append(
        Graph.Node(
          name: name, type: "Softmax", inputs: [name + ":logits"], outputs: [name], operation: try Softmax(&softmax)))
    }
  }
}

/// Flattens what can be flattened: an output without axes (a score) must not make its model unreadable.
private struct LenientFlatten: ReshapingOperator {
  static let name = "Flatten"
  static let inputs = 1...1
  let flatten: Flatten
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { flatten = try Flatten(&attributes) }
  init(_ flatten: Flatten) { self.flatten = flatten }
  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let shape = try inputs.required(0).shape
    return shape.isEmpty ? [1, 1] : try flatten.shape(inputs)
  }
}
