extension Network {
  /// Where the probabilities of a network's classes are.
  public struct Probabilities: Sendable, Equatable {
    /// Tensor of the probabilities, one row a sample; of a network with one score two, `[1 - p, p]`.
    public var tensor: String
    /// Tensor of the scores behind them, as many a sample: what softmax, or a sigmoid each, turns into the probabilities.
    public var logits: String
    /// The network's output that both are read from, and what it is taken to hold.
    public var output: String
    public var meaning: ScoreMeaning
    /// Why, in a few words.
    public var reason: String
    /// How many classes there are; nil where the input's shape is open.
    public var classCount: Int?
    /// How many values the output has for one input; nil where the input's shape is open.
    public var valueCount: Int?
  }

  /// The same network with outputs that hold what the caller says; nil lets the last node before an output decide.
  public func reading(scores: ScoreMeaning?) throws(NetworkError) -> Network {
    guard scores != declaredScores else { return self }
    var changed = graph
    if let scores { try Self.appendClassScores(to: &changed, declared: scores) }
    var network = Network(changed, of: self)
    network.declaredScores = scores
    return network
  }

  /// Finds the probabilities of an output's classes. What the last node before it is decides how it is read, unless the
  /// caller said so (``reading(scores:)``).
  ///
  /// - Parameters:
  ///   - output: name of one of the model's outputs; the first when nil.
  ///   - inputShape: one sample's shape, where the network leaves it open.
  /// - Throws: `NetworkError` where there is no such output, or it does not hold one value a class.
  public func probabilities(output: String? = nil, inputShape: [Int]? = nil) throws(NetworkError) -> Probabilities {
    guard let output = output ?? graph.outputs.first, graph.outputs.contains(output) else {
      throw .mismatch(
        "the model has no output '\(output ?? "")'; its outputs are \(graph.outputs.joined(separator: ", "))")
    }
    let reading = OutputReading(of: output, in: graph, declared: declaredScores)
    let base = Self.scoresName(output, declared: declaredScores)
    var found = Probabilities(
      tensor: reading.probabilities.rule == .rows ? reading.probabilities.tensor : base,
      logits: reading.logits.rule == .rows ? reading.logits.tensor : base + ":logits", output: output,
      meaning: reading.meaning, reason: reading.reason)
    // Without the input's shape there is nothing to check yet; plans ask for one anyway.
    guard let concrete = try? concrete(inputShape: inputShape, batch: 1) else { return found }
    let values = try valueCount(of: output, reading, in: concrete)
    found.valueCount = values
    found.classCount = values == 1 ? 2 : values
    return found
  }

  /// - Returns: how many values the output has for one sample.
  /// - Throws: where they are not one for each class.
  private func valueCount(
    of output: String, _ reading: OutputReading, in concrete: ConcreteGraph
  ) throws(NetworkError) -> Int {
    guard let input = concrete.inputs.first.flatMap({ concrete.values[$0] }),
      let value = concrete.values[concrete.resolved(output)]
    else { throw .mismatch("the output '\(output)' is not computed from the input") }
    let wayOut =
      "; export the network with an output of one score for each class, [batch, classes]"
      + (graph.outputs.count > 1
        ? ", or name one with 'output' (there are \(graph.outputs.joined(separator: ", ")))" : "")
    guard value.type.isFloatingPoint else {
      throw .unsupported("the output '\(output)' holds \(value.type.name), not scores of classes" + wayOut)
    }
    let axes = value.shape.dropFirst().filter { $0 != 1 }
    guard value.shape.first ?? 1 == input.shape.first ?? 1, axes.count <= 1 else {
      throw .unsupported(
        "the output '\(output)' of shape \(Shape.text(value.shape)) holds more than one score for each class, as those of "
          + "detection and segmentation networks do" + wayOut)
    }
    let count = axes.first ?? 1
    guard count > 0 else { throw .unsupported("the output '\(output)' holds no scores" + wayOut) }
    guard reading.meaning == .softmax || reading.meaning == .logSoftmax else { return count }
    guard count > 1 else {
      throw .unsupported(
        "the output '\(output)' is the \(reading.meaning.rawValue) of one score, which is the same for every input; where "
          + "it is the probability of one of two classes, declare scores: sigmoid, where it is a score, logits")
    }
    let axis = (reading.last?.operation as? Softmax)?.softmax ?? (reading.last?.operation as? LogSoftmax)?.softmax
    guard let axis, let shape = reading.last.flatMap({ concrete.values[concrete.resolved($0.outputs[0])]?.shape }),
      axis.extent(of: shape) != count, reading.logits.rule == .rows
    else { return count }
    throw .unsupported(
      "the output '\(output)' comes from \(reading.last!.title), which is taken over \(axis.extent(of: shape)) of its "
        + "\(count) values, not over the classes; declare what it holds with 'scores'")
  }

  private static func scoresName(_ output: String, declared: ScoreMeaning?) -> String {
    output + ":probabilities" + (declared.map { ":\($0.rawValue)" } ?? "")
  }

  /// Appends behind each output what its reading needs. Plans that do not use it drop it.
  static func appendClassScores(to graph: inout Graph, declared: ScoreMeaning? = nil) throws(NetworkError) {
    for output in graph.outputs {
      let reading = OutputReading(of: output, in: graph, declared: declared)
      let base = scoresName(output, declared: declared)
      for (name, source) in [(base + ":logits", reading.logits), (base, reading.probabilities)]
      where source.rule != .rows {
        graph.nodes.append(
          Graph.Node(
            name: name, type: ClassScores.name, inputs: [source.tensor], outputs: [name],
            operation: ClassScores(source.rule)))
      }
    }
  }
}
