extension Network {
  /// The tensor that holds the last feature maps: the last one of the last convolution's spatial extent on the way to the
  /// scores. Behind a plain convolution that is its activation; in a residual or dense network what its last block gives.
  /// Convolutions over a single position (squeeze-and-excitation, classifiers written as convolutions) do not count.
  /// - Parameters:
  ///   - scores: the tensor before which to look.
  ///   - inputShape: one sample's shape; the file's when nil.
  public func lastFeatureMaps(before scores: String, inputShape: [Int]? = nil) throws(NetworkError) -> String {
    let found: String?
    do throws(NetworkError) {
      var concrete = try concrete(inputShape: inputShape, batch: 1)
      concrete.prune(to: [concrete.resolved(scores)])
      try concrete.foldBatchNormalization()
      found = concrete.lastFeatureMaps
    } catch {
      throw error.inside(name)
    }
    guard let found else {
      throw .unsupported("\(name) has no convolution over several positions, so there are no feature maps")
    }
    return found
  }

  /// The tensor of this name, or the first result of the node of this name; nil where there is neither.
  public func tensor(named name: String) -> String? {
    let isTensor = graph.inputs.contains { $0.name == name } || graph.nodes.contains { $0.outputs.contains(name) }
    return isTensor ? name : graph.nodes.first { $0.name == name }?.outputs.first
  }
}

extension ConcreteGraph {
  fileprivate var lastFeatureMaps: String? {
    func extent(_ tensor: String) -> [Int]? {
      guard let shape = values[tensor]?.shape, shape.count == 4 else { return nil }
      return shape[2] * shape[3] > 1 ? Array(shape[2...]) : nil
    }
    guard
      let last = nodes.last(where: {
        $0.operation is Conv && values[$0.inputs[0]]?.constant == nil && extent($0.outputs[0]) != nil
      })
    else { return nil }
    var (dependent, found) = (Set(last.outputs), last.outputs[0])
    for node in nodes where node.inputs.contains(where: dependent.contains) {
      dependent.formUnion(node.outputs)
      if extent(node.outputs[0]) == extent(last.outputs[0]) { found = node.outputs[0] }
    }
    return found
  }
}
