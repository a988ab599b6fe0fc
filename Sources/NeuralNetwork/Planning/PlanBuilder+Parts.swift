import OneDNN

/// Concatenations along the channels whose parts stay where they are: convolutions and poolings behind them take the parts
/// one by one, so that nothing is copied together forward nor apart backward.
extension PlanBuilder {
  /// Whether all users of a tensor can take it in so many parts, and gain by it: a convolution adds its result up part by
  /// part, which has to cost less than copying.
  func canStayApart(_ name: String, parts: Int) -> Bool {
    guard let value = graph.values[name], value.shape.count == 4 else { return false }
    return (costOfParts(name, parts: parts) ?? Int.max / 2) * 2 <= value.count
  }

  /// Elements that users add up again; nil where one of them needs the whole.
  private func costOfParts(_ name: String, parts: Int) -> Int? {
    guard !requested.contains(name), let users = consumers[name], !users.isEmpty, let value = graph.values[name] else {
      return nil
    }
    var cost = 0
    for user in users {
      let node = graph.nodes[user]
      guard node.inputs[0] == name, !node.inputs.dropFirst().contains(name) else { return nil }
      switch node.operation {
      case let convolution as Conv:
        guard convolution.groups == 1, graph.values[node.inputs[1]]?.constant != nil,
          !convolution.isPaddedPointwise(kernel: Array(graph.values[node.inputs[1]]!.shape.dropFirst(2))),
          let result = graph.values[node.outputs[0]]
        else { return nil }
        cost += result.count * (parts - 1)
      case is MaxPool:
        // What the pooling saves is counted at its own users.
        guard let behind = costOfParts(node.outputs[0], parts: parts), behind * 2 <= value.count else { return nil }
        cost += behind
      default: return nil
      }
    }
    return cost
  }

  /// The tensor as it lies in memory, put together if its parts have not been yet.
  func tensor(_ name: String) throws(NetworkError) -> Operand {
    if let operand = tensors[name] { return operand }
    var sources: [Operand] = []
    for part in parts[name]! { sources.append(try tensor(part)) }
    let operand = try concatenated(sources, axis: 1)
    tensors[name] = operand
    return operand
  }

  /// One behind the other along an axis.
  func concatenated(_ sources: [Operand], axis: Int) throws(NetworkError) -> Operand {
    let descriptor = try OperationDescriptor.concatenation(sources.map(\.layout), axis: axis).prepared()
    let result = newOperand(descriptor.destination)
    try primitive(
      descriptor, "concatenate",
      reads: sources.enumerated().map { (.source($0.offset), $0.element) },
      writes: [(.destination, result)])
    return result
  }

  /// Hands what has arrived as the gradient of a whole on to its parts along an axis.
  func takeGradientApart(_ whole: String, into parts: [String], axis: Int = 1) throws(NetworkError) {
    guard let gradient = gradients[whole] else { return }
    var offsets = [Int](repeating: 0, count: graph.values[whole]!.shape.count)
    for part in parts {
      let shape = graph.values[part]!.shape
      if active.contains(part), shape.reduce(1, *) > 0 {
        // The part as it lies inside the whole; without its own memory only where blocks are not cut.
        var source = gradient
        var view = source.layout.part(shape: shape, offsets: offsets)
        if view == nil {
          source = try plain(gradient)
          view = source.layout.part(shape: shape, offsets: offsets)!
        }
        let copy = newOperand(try tensor(part).layout)
        try primitive(
          .reorder(from: view!, to: copy.layout), "part of gradient", reads: [(.from, source.with(view!))],
          writes: [(.to, copy)])
        try addGradient(part, copy)
      }
      offsets[axis] += shape[axis]
    }
  }

  /// Whether a tensor is the result of a ReLU and goes to one node only, itself or as a part of a concatenation.
  func isReluForOneUser(_ name: String) -> Bool {
    guard !requested.contains(name), let producer = producers[name], graph.nodes[producer].operation is Relu,
      let users = consumers[name], users.count == 1
    else { return false }
    let user = graph.nodes[users[0]]
    guard user.operation is Concat else { return true }
    return !requested.contains(user.outputs[0]) && consumers[user.outputs[0]]?.count == 1
  }
}
