/// Moves padding into the windows of the convolutions and poolings behind it, so that no padded copy is made.
///
/// Networks that come from TensorFlow pad before each convolution whose window slides by more than one, at one side more
/// than at the other.
enum PaddingFolding: GraphRewrite {
  static func apply(to graph: inout ConcreteGraph, protected: Set<String>) throws(NetworkError) {
    let producers = TensorUses(graph, protected: protected).producers
    for index in graph.nodes.indices {
      guard let operation = graph.nodes[index].operation as? any PaddedOperator,
        let place = producers[graph.nodes[index].inputs[0]],
        let padding = try graph.spatialPadding(graph.nodes[place])
      else { continue }
      let source = graph.nodes[place].inputs[0]
      let isNeverNegative = producers[source].map { graph.isNeverNegative(graph.nodes[$0]) } ?? false
      guard
        let result = try operation.padded(
          padding, inputs: graph.nodes[index].inputs.map { graph.values[$0] }, isNeverNegative: isNeverNegative)
      else { continue }
      graph.nodes[index].operation = result
      graph.nodes[index].inputs[0] = source
    }
    graph.removeUnused(protected: protected)
  }
}

/// Elements of one value put around an image.
struct SpatialPadding: Equatable {
  /// How many before the first and behind the last element of each spatial axis.
  var begin: [Int]
  var end: [Int]
  var value: Float
}

/// An operator with a window that can take over the padding in front of it.
protocol PaddedOperator: Operator {
  /// - Parameters:
  ///   - inputs: as they are, the first one padded already.
  ///   - isNeverNegative: whether the tensor that is padded is the result of an activation without negative values.
  /// - Returns: the operator for the tensor without the padding; nil where it cannot take it over.
  func padded(_ padding: SpatialPadding, inputs: [Value?], isNeverNegative: Bool) throws(NetworkError)
    -> (any Operator)?
}

extension WindowAttributes {
  /// The same windows on a tensor that lacks so much of its padding.
  /// - Parameter input: extents of the spatial axes, padding included.
  func padded(_ padding: SpatialPadding, input: [Int], kernel: [Int]) throws(NetworkError) -> WindowAttributes {
    let own = try geometry(input: input, kernel: kernel).window
    var result = self
    result.autoPad = .explicit
    result.isCeil = false
    result.pads =
      zip(padding.begin, own.padsBegin).map { $0 + $1 } + zip(padding.end, own.padsEnd).map { $0 + $1 }
    return result
  }
}

extension ConcreteGraph {
  /// What a node puts around an image, where it does nothing else.
  fileprivate func spatialPadding(_ node: Node) throws(NetworkError) -> SpatialPadding? {
    guard let pad = node.operation as? Pad,
      let padding = try pad.constantPadding(node.inputs.map { values[$0] }), padding.begin.count >= 3,
      (padding.begin + padding.end).allSatisfy({ $0 >= 0 }),
      (padding.begin[..<2] + padding.end[..<2]).allSatisfy({ $0 == 0 })
    else { return nil }
    return SpatialPadding(begin: Array(padding.begin[2...]), end: Array(padding.end[2...]), value: padding.value)
  }

  fileprivate func isNeverNegative(_ node: Node) -> Bool {
    guard let operation = node.operation as? any ActivationOperator else { return false }
    return operation.activation(node.inputs.map { values[$0] })?.isNeverNegative ?? false
  }
}
