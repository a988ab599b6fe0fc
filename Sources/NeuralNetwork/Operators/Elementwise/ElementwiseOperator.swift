import OneDNN

/// A function applied to each element of one input.
protocol ElementwiseOperator: Operator {
  /// In double precision: used for constants, and element by element where oneDNN has no such function.
  func evaluate(_ x: Double) -> Double
  /// The derivative; 0 where the function is flat or not differentiable, as PyTorch has it.
  func derivative(_ x: Double) -> Double
}

/// An operator that oneDNN can compute as an element-wise primitive, alone or fused into the operation before it.
protocol ActivationOperator: Operator {
  /// nil where this node's attributes or inputs have no counterpart.
  func activation(_ inputs: [Value?]) -> Activation?
}

extension ElementwiseOperator {
  static var inputs: ClosedRange<Int> { 1...1 }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    guard let constant = x.constant else { return [Value(x.type, x.shape)] }
    return [Value(.computed(x.type, x.shape, constant.doubles.map(evaluate)))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    if let operation = self as? any ActivationOperator,
      let activation = operation.activation(node.inputValues)
    {
      try node.lower(activation)
    } else {
      try lowerElementByElement(node)
    }
  }

  func lowerElementByElement(_ node: LoweredNode) throws(NetworkError) {
    let x = try node.plain(0)
    let y = node.builder.newPlain(x.shape)
    let count = x.layout.elementCount
    node.builder.kernel(Self.name, reads: [x], writes: [y], mayOverwrite: node.isDifferentiable ? nil : x) { p in
      for i in 0..<count { p[1][i] = Float(evaluate(Double(p[0][i]))) }
    }
    node.setOutput(y)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      let result = node.builder.newPlain(x.shape)
      node.builder.kernel("\(Self.name) gradient", reads: [x, gradient], writes: [result], mayOverwrite: gradient) {
        p in
        for i in 0..<count { p[2][i] = p[1][i] * Float(derivative(Double(p[0][i]))) }
      }
      try node.addGradient(0, result)
    }
  }
}

extension LoweredNode {
  /// Writes an element-wise primitive from input 0 to output 0, with its gradient.
  func lower(_ activation: Activation) throws(NetworkError) {
    let x = try input(0)
    // oneDNN wants dense memory.
    let source = x.layout.byteCount == x.layout.elementCount * 4 || !x.layout.isPlain ? x : try plain(0)
    let result = builder.newOperand(source.layout)
    let overwritable = !isDifferentiable || activation.isDerivedFromResult ? source : nil
    try builder.primitive(
      .activation(activation, layout: source.layout, training: isDifferentiable), "activation",
      reads: [(.source, source)], writes: [(.destination, result)], mayOverwrite: overwritable)
    setOutput(result)
    onBackward { () throws(NetworkError) in
      guard let gradient = outputGradient() else { return }
      if builder.isGradientSettled(node.outputs[0]) { return try addGradient(0, gradient) }
      try addGradient(
        0,
        activationGradient(activation, gradient: gradient, data: !activation.isDerivedFromResult ? source : result))
    }
  }
}
