extension ConcreteGraph {
  /// What stands between two tensors: an affine map, or the first node that is in the way of one.
  enum Front {
    case affine(AffineMap)
    case blocked(by: Node, reason: String)
  }

  /// One sample of a tensor as affine functions of one sample of another.
  ///
  /// Each node between them that is an ``AffineOperator`` gives its own map, and the maps are put one behind the other:
  /// which pixels an element depends on, and with which coefficients, then holds for every image.
  func front(of tensor: String, from source: String) throws(NetworkError) -> Front {
    guard let start = values[source], let end = values[tensor] else {
      throw .mismatch("there is no tensor '\(values[source] == nil ? source : tensor)'")
    }
    var maps = [source: AffineMap.identity(start.count)]
    let path = path(from: source, to: tensor)
    for node in path {
      let inputs = node.inputs.map { $0.isEmpty ? nil : values[$0] }
      let varying = node.inputs.filter { !$0.isEmpty && values[$0]?.constant == nil }
      if let foreign = varying.first(where: { maps[$0] == nil }) {
        return .blocked(by: node, reason: "takes '\(foreign)', which does not come from the image")
      }
      do throws(NetworkError) {
        guard let own = try (node.operation as? any AffineOperator)?.affineMaps(inputs) else {
          // A layer in between is a sum too, but what bends the values behind it is what people have to know.
          let bending = path.first { !($0.operation is any AffineOperator) && !isLinearLayer($0) }
          return .blocked(by: bending ?? node, reason: "does not give a plain sum of the pixels' values")
        }
        let inner = AffineMap.stacked(varying.map { maps[$0]! })
        for (name, map) in zip(node.outputs, own) where !name.isEmpty { maps[name] = try map.after(inner) }
      } catch {
        return .blocked(by: node, reason: "cannot be followed: \(error.description)")
      }
    }
    guard let map = maps[tensor] else { throw .mismatch("'\(tensor)' does not depend on '\(source)'") }
    // A model of a fixed batch computes several samples; one of them is the image.
    let (batch, rows) = (start.shape.first ?? 1, end.shape.first ?? 1)
    guard batch > 0, rows % batch == 0,
      let sample = map.restricted(to: end.count / batch, sources: start.count / batch)
    else { throw .unsupported("the samples of a batch are mixed before '\(tensor)'") }
    return .affine(sample)
  }

  /// The nodes that depend on one tensor and that another one depends on, in order of computation.
  private func path(from source: String, to tensor: String) -> [Node] {
    var dependent: Set<String> = [source]
    var behind: [Node] = []
    for node in nodes where !node.outputs.contains(source) && node.inputs.contains(where: dependent.contains) {
      dependent.formUnion(node.outputs)
      behind.append(node)
    }
    var wanted: Set<String> = [tensor]
    var path: [Node] = []
    for node in behind.reversed() where node.outputs.contains(where: { wanted.contains($0) && $0 != source }) {
      path.append(node)
      wanted.formUnion(node.inputs)
    }
    return path.reversed()
  }
}
