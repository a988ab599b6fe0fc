/// How the classes' logits and probabilities follow from one of a network's outputs.
struct OutputReading: Sendable {
  typealias Source = (tensor: String, rule: ClassScores.Rule)

  var meaning: ScoreMeaning
  /// Why it is taken to hold that.
  var reason: String
  /// The node that computes the output, looking through those that only change shape or precision.
  let last: Graph.Node?
  var logits: Source
  var probabilities: Source

  /// - Parameter declared: what the output holds; nil lets its last node decide.
  init(of output: String, in graph: Graph, declared: ScoreMeaning?) {
    let last = Self.lastNode(of: output, in: graph)
    let found = Self.meaning(of: last)
    self.last = last
    meaning = declared ?? found
    reason = declared == nil ? Self.reason(of: last) : "as declared"
    // What softmax or sigmoid was applied to, where that is what the output holds.
    let inner = found == meaning && found != .logits ? last?.inputs.first : nil
    switch meaning {
    case .logits:
      logits = (output, .logits)
      probabilities = (output, .softmax)
    case .softmax:
      logits = inner.map { ($0, .rows) } ?? (output, .logarithms)
      probabilities = (output, .rows)
    case .logSoftmax:
      logits = (inner ?? output, .rows)
      probabilities = (output, .softmax)
    case .sigmoid:
      logits = inner.map { ($0, .logits) } ?? (output, .logOdds)
      probabilities = inner.map { ($0, .sigmoid) } ?? (output, .probabilities)
    case .sigmoidLogits:
      logits = (output, .logits)
      probabilities = (output, .sigmoid)
    }
  }

  private static func lastNode(of tensor: String, in graph: Graph) -> Graph.Node? {
    var tensor = tensor
    for node in graph.nodes.reversed() where node.outputs.contains(tensor) {
      let isCast = (node.operation as? Cast)?.type.isFloatingPoint ?? false
      let keepsValues = isCast || node.operation is any ReshapingOperator
      guard keepsValues, !node.inputs.isEmpty else { return node }
      tensor = node.inputs[0]
    }
    return nil
  }

  private static func meaning(of last: Graph.Node?) -> ScoreMeaning {
    switch last?.operation {
    case is Softmax: .softmax
    case is LogSoftmax: .logSoftmax
    case is Sigmoid: .sigmoid
    default: .logits
    }
  }

  private static func reason(of last: Graph.Node?) -> String {
    guard let last else { return "no node computes it" }
    let kind = last.type.isEmpty ? "" : " (\(last.type))"
    return "the last node is '\(last.name)'\(kind)"
  }
}
