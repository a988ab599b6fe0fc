import OneDNN

/// What an operator sees while it writes its steps: its inputs as operands, ways to write steps, and its gradients.
struct LoweredNode {
  let builder: PlanBuilder
  let index: Int

  var node: ConcreteGraph.Node { builder.node(index) }
  var inputCount: Int { node.inputs.count }

  func hasInput(_ i: Int) -> Bool { i < inputCount && !node.inputs[i].isEmpty }
  func value(_ i: Int) -> Value { builder.value(of: node.inputs[i])! }
  /// What is known of each input; nil where an optional one is absent.
  var inputValues: [Value?] { node.inputs.map { builder.value(of: $0) } }
  func shape(_ i: Int) -> [Int] { value(i).shape }
  func constant(_ i: Int) -> ConstantTensor? { hasInput(i) ? value(i).constant : nil }
  func outputShape(_ i: Int = 0) -> [Int] { builder.value(of: node.outputs[i])!.shape }

  /// The input as it lies in memory.
  func input(_ i: Int) throws(NetworkError) -> Operand {
    if value(i).constant != nil { return try plain(i) }
    return try builder.tensor(node.inputs[i])
  }
  func input(_ i: Int, as layout: Layout) throws(NetworkError) -> Operand {
    try builder.tensor(node.inputs[i], as: layout)
  }
  /// The input, dense and row-major.
  func plain(_ i: Int) throws(NetworkError) -> Operand { try input(i, as: Layout(plain: shape(i))) }

  func setOutput(_ operand: Operand, _ i: Int = 0) { builder.define(node.outputs[i], as: operand) }

  // MARK: gradients

  var isDifferentiable: Bool { builder.differentiable && node.outputs.contains { builder.carriesGradient($0) } }
  func wantsGradient(_ input: Int) -> Bool { hasInput(input) && builder.carriesGradient(node.inputs[input]) }

  /// Registers how the outputs' gradient becomes the inputs'. Not called where no gradient is wanted or none arrives.
  func onBackward(_ emit: @escaping () throws(NetworkError) -> Void) {
    onBackward(output: nil, emit)
  }

  func onBackward(output: String?, _ emit: @escaping () throws(NetworkError) -> Void) {
    guard isDifferentiable else { return }
    let builder = self.builder
    let outputs = output.map { [$0] } ?? node.outputs
    builder.onBackward(node: index) { () throws(NetworkError) in
      if outputs.contains(where: { builder.gradient(of: $0) != nil }) { try emit() }
    }
  }

  /// Gradient of an output, as it lies in memory; nil where none arrives.
  func outputGradient(_ i: Int = 0) -> Operand? { builder.gradient(of: node.outputs[i]) }
  func plainOutputGradient(_ i: Int = 0) throws(NetworkError) -> Operand? {
    guard let gradient = outputGradient(i) else { return nil }
    return try builder.plain(gradient)
  }
  func addGradient(_ i: Int, _ operand: Operand) throws(NetworkError) {
    try builder.addGradient(node.inputs[i], operand)
  }

  // MARK: fusing

  /// The activation that alone consumes this node's output, when oneDNN can apply it on the fly. The caller then writes the
  /// activation's output instead of its own.
  func fusableActivation() -> (node: LoweredNode, activation: Activation)? {
    let output = node.outputs[0]
    guard let user = builder.onlyUser(of: output) else { return nil }
    let next = LoweredNode(builder: builder, index: user)
    guard let operation = next.node.operation as? any ActivationOperator, next.node.inputs[0] == output,
      let activation = operation.activation(next.inputValues)
    else { return nil }
    if builder.differentiable && builder.carriesGradient(output) && !activation.isDerivedFromResult { return nil }
    return (next, activation)
  }

  /// Gradient with respect to the argument of an activation, from that of its result.
  func activationGradient(_ activation: Activation, gradient: Operand, data: Operand) throws(NetworkError) -> Operand {
    let gradient = try builder.reorder(gradient, to: data.layout)
    var layout = data.layout
    var descriptor = try OperationDescriptor.activationBackward(activation, gradient: layout, data: layout).prepared()
    if descriptor.isReference, layout.channelBlock != nil, activation.hasFiniteDerivativeAtZero {
      // Where the last block of channels is not full, oneDNN takes its plain loop for some functions. The gradients of the
      // elements that fill it up are 0 and stay so.
      layout = Layout(plain: [layout.byteCount / 4])
      descriptor = try OperationDescriptor.activationBackward(activation, gradient: layout, data: layout).prepared()
    }
    let result = builder.newOperand(data.layout)
    try builder.primitive(
      descriptor, "activation gradient",
      reads: [
        (!activation.isDerivedFromResult ? .source : .destination, data.with(layout)),
        (.destinationGradient, gradient.with(layout)),
      ],
      writes: [(.sourceGradient, result.with(layout))], mayOverwrite: gradient)
    return result
  }
}
