import OneDNN

/// An operator that gives its first input another shape without moving elements.
protocol ReshapingOperator: AffineOperator {
  func shape(_ inputs: [Value?]) throws(NetworkError) -> [Int]
}

extension ReshapingOperator {
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let shape = try shape(inputs)
    guard let count = Shape.count(shape), count == x.count else {
      throw .malformed("cannot give \(Shape.text(x.shape)) the shape \(Shape.text(shape))")
    }
    if let constant = x.constant { return [Value(constant.reshaped(shape))] }
    return [Value(x.type, shape)]
  }

  func isIdentity(_ inputs: [Value?]) -> Bool {
    guard let x = inputs.first ?? nil, let shape = try? shape(inputs) else { return false }
    return shape == x.shape
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    node.setOutput(try node.builder.reshaped(node.input(0), node.outputShape()))
    let shape = node.shape(0)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = node.outputGradient() else { return }
      try node.addGradient(0, node.builder.reshaped(gradient, shape))
    }
  }
}

extension PlanBuilder {
  /// The same elements under another shape: a view where the layout allows it, of a row-major copy otherwise.
  func reshaped(_ operand: Operand, _ shape: [Int]) throws(NetworkError) -> Operand {
    let extents = shape.isEmpty ? [1] : shape
    if let layout = operand.layout.reshaped(extents) { return operand.with(layout) }
    return try plain(operand).with(Layout(plain: extents))
  }
}
