import OneDNN

/// Where values go in and out: tensors that the caller sets and reads.
extension PlanBuilder {
  /// Makes room for the tensors that are set before each run.
  func addInputs(_ part: GraphPart) throws(NetworkError) -> [String: Plan.Port] {
    for start in part.starts where differentiable && !value(of: start)!.type.isFloatingPoint {
      throw .mismatch("the tensor '\(start)' holds \(value(of: start)!.type.name): it has no gradient")
    }
    var inputs: [String: Plan.Port] = [:]
    for name in part.starts + part.frontier {
      let shape = value(of: name)!.shape
      let operand = newOperand(preferredLayout(name, shape))
      define(name, as: operand)
      inputs[name] = port(operand, shape)
    }
    return inputs
  }

  func addOutputs(_ part: GraphPart) throws(NetworkError) -> [String: Plan.Port] {
    var outputs: [String: Plan.Port] = [:]
    for name in part.ends { outputs[name] = port(try tensor(name), value(of: name)!.shape) }
    return outputs
  }

  /// Makes room for the gradient that the backward pass begins with.
  func addSeed(_ tensor: String) -> Plan.Port {
    let shape = value(of: tensor)!.shape
    let operand = newPlain(shape)
    setGradient(of: tensor, operand)
    return port(operand, shape)
  }

  /// What has arrived as the gradients of the starts, as these lie in memory.
  func addGradients(_ part: GraphPart, _ inputs: [String: Plan.Port]) throws(NetworkError) -> [String: Plan.Port] {
    var gradients: [String: Plan.Port] = [:]
    for name in part.starts {
      guard let gradient = gradient(of: name) else { continue }
      gradients[name] = port(try reorder(gradient, to: inputs[name]!.operand.layout), value(of: name)!.shape)
    }
    return gradients
  }

  private func port(_ operand: Operand, _ shape: [Int]) -> Plan.Port {
    pin(operand)
    return Plan.Port(operand: operand, shape: shape)
  }

  /// Layout in which a start tensor is best held: the one convolutions want where images go into operations that like
  /// blocks of channels, so that nothing needs reordering at every run; row-major elsewhere.
  private func preferredLayout(_ name: String, _ shape: [Int]) -> Layout {
    let plain = Layout(plain: shape)
    guard shape.count == 4, shape[1] >= 8, users(of: name).contains(where: { node($0).operation.prefersChannelBlocks })
    else { return plain }
    // Ask a convolution of this many channels which layout it prefers.
    let weights = Layout(any: [shape[1], shape[1], 1, 1])
    let window = Window(
      kernel: [1, 1], strides: [1, 1], dilations: [1, 1], padsBegin: [0, 0], padsEnd: [0, 0])
    let any = Layout(any: shape)
    guard
      let probe = try? OperationDescriptor.convolution(
        source: any, weights: weights, bias: nil, destination: any, window: window, training: differentiable
      ).prepared()
    else { return plain }
    var layout = probe.source
    if differentiable {
      guard
        let backward = try? OperationDescriptor.convolutionBackward(
          sourceGradient: any, weights: weights, destinationGradient: any, window: window, hint: probe
        ).prepared()
      else { return plain }
      layout = backward.sourceGradient
    }
    guard layout.sampleStride != nil else { return plain }
    return layout
  }
}
