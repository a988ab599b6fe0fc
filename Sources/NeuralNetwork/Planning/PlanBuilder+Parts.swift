import OneDNN

/// Concatenations along the channels whose parts stay where they are: convolutions and poolings behind them take the parts
/// one by one, so that nothing is copied together forward nor apart backward.
extension PlanBuilder {
  /// Whether all users of a tensor can take it in so many parts, and gain by it: a convolution adds its result up part by
  /// part, which has to cost less than copying.
  func canStayApart(_ name: String, parts: Int) -> Bool {
    guard let value = value(of: name), value.shape.count == 4 else { return false }
    return (costOfParts(name, parts: parts) ?? Int.max / 2) * 2 <= value.count
  }

  /// Elements that users add up again; nil where one of them needs the whole.
  private func costOfParts(_ name: String, parts: Int) -> Int? {
    guard !isRequested(name), !users(of: name).isEmpty, let value = value(of: name) else { return nil }
    var cost = 0
    for user in users(of: name) {
      let node = node(user)
      guard node.inputs[0] == name, !node.inputs.dropFirst().contains(name),
        let operation = node.operation as? any PartwiseOperator,
        let use = operation.useOfParts(node.inputs.map { self.value(of: $0) })
      else { return nil }
      switch use {
      case .addedUp:
        guard let result = self.value(of: node.outputs[0]) else { return nil }
        cost += result.count * (parts - 1)
      case .handedOn:
        // What is saved here is counted at the result's own users.
        guard let behind = costOfParts(node.outputs[0], parts: parts), behind * 2 <= value.count else { return nil }
        cost += behind
      }
    }
    return cost
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
    guard let gradient = gradient(of: whole) else { return }
    var offsets = [Int](repeating: 0, count: value(of: whole)!.shape.count)
    for part in parts {
      let shape = value(of: part)!.shape
      if carriesGradient(part), shape.reduce(1, *) > 0 {
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

  /// Whether a tensor is the result of a ReLU and goes to one node only, itself or as a part of another that does.
  func isRectifiedForOneUser(_ name: String) -> Bool {
    guard let producer = producer(of: name), let user = onlyUser(of: name) else { return false }
    let node = node(producer)
    guard let operation = node.operation as? any ActivationOperator,
      operation.activation(node.inputs.map { value(of: $0) }) == .relu
    else { return false }
    let whole = self.node(user).outputs[0]
    guard let parts = parts(of: whole), parts.contains(name) else { return true }
    return onlyUser(of: whole) != nil
  }
}
