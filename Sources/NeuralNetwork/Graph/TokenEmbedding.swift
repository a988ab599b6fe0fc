/// The tensor in which each token of a sentence has become a vector: where words can be hidden, and what gradients are
/// taken with respect to, since token ids have neither zero nor gradient.
public struct TokenEmbedding: Sendable, Equatable {
  /// The tensor's name.
  public var tensor: String
  /// Its shape without the batch axis; extents of 1 apart, `[length, channels]`. Element `word * channels + channel`
  /// belongs to that word.
  public var shape: [Int]
  /// Number of tokens of a sentence.
  public var length: Int
  /// Elements of a token's vector.
  public var channels: Int
  /// Rows of the table that the vectors are read from; nil where a tensor behind the look-up was named.
  public var rows: Int?
}

extension Network {
  /// Finds the embedding of the input's token ids, or takes the tensor named.
  ///
  /// - Parameters:
  ///   - named: a node's name, or the name of one of its outputs: the look-up, or a tensor behind it that still has a
  ///     vector for each token (with positions added, for example). Nil finds the first look-up.
  ///   - length: number of tokens, where the network leaves it free.
  public func embedding(named: String? = nil, length: Int? = nil) throws(NetworkError) -> TokenEmbedding {
    do throws(NetworkError) {
      return try concrete(inputShape: length.map { [$0] }, batch: 1).embedding(named: named)
    } catch {
      throw error.inside(name)
    }
  }

  /// Names of all tensors that depend on one, itself included.
  public func tensors(dependingOn tensor: String) -> Set<String> {
    var dependent: Set<String> = [tensor]
    for node in graph.nodes where node.inputs.contains(where: dependent.contains) {
      dependent.formUnion(node.outputs)
    }
    return dependent
  }
}

extension ConcreteGraph {
  func embedding(named: String?) throws(NetworkError) -> TokenEmbedding {
    guard inputs.count == 1, let tokens = values[inputs[0]], tokens.shape.count == 2 else {
      throw .unsupported("a network for sentences has one input, [batch, tokens]")
    }
    let length = tokens.shape[1]
    let found =
      named.map { name in nodes.first { $0.name == name || $0.outputs.contains(resolved(name)) } }
      ?? nodes.first { isLookUp($0) }
    guard let node = found else {
      throw named.map { .mismatch("there is no node or tensor '\($0)'") }
        ?? .unsupported("no look-up of the tokens' vectors (Gather in a constant table) was found; name the embedding")
    }
    let tensor = node.outputs[0]
    let shape = Array(values[tensor]!.shape.dropFirst())
    guard let channels = shape.last, shape.reduce(1, *) == length * channels, values[tensor]!.type.isFloatingPoint,
      shape.dropLast().filter({ $0 != 1 }) == (length == 1 ? [] : [length])
    else {
      throw .mismatch(
        "\(node.title) gives \(Shape.text(shape)) for a sentence, not a vector for each of \(length) tokens")
    }
    return TokenEmbedding(
      tensor: tensor, shape: shape, length: length, channels: channels,
      rows: isLookUp(node) ? values[node.inputs[0]]!.shape[0] : nil)
  }

  private func isLookUp(_ node: Node) -> Bool {
    guard node.operation is Gather, let table = values[node.inputs[0]], let ids = values[node.inputs[1]] else {
      return false
    }
    return table.constant != nil && table.shape.count == 2 && table.type.isFloatingPoint && ids.constant == nil
  }
}
