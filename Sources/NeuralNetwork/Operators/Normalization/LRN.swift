import OneDNN

/// What both kinds of local response normalization read.
private struct LRNParameters {
  var alpha: Float
  var beta: Float
  var bias: Float
  /// Channels in a window.
  var size: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 0.0001)
    beta = try attributes.float("beta", default: 0.75)
    bias = try attributes.float("bias", default: 1)
    size = try attributes.int("size", default: 0)
    guard (1...1 << 16).contains(size) else { throw .malformed("attribute size = \(size)") }
  }

  var attributes: [String: NodeAttributes.Attribute] {
    ["alpha": .float(alpha), "beta": .float(beta), "bias": .float(bias), "size": .int(size)]
  }
}

struct LRN: CompositeOperator {
  static let name = "LRN"
  static let summary = "Local response normalization across channels."
  static let inputs = 1...1

  private let parameters: LRNParameters

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    parameters = try LRNParameters(&attributes)
  }

  func expand(_ inputs: [Value?], _ writer: inout NodeWriter) throws(NetworkError) -> [String] {
    let shape = try inputs.required(0).shape
    guard shape.count > 2 else { throw .malformed("its input \(Shape.text(shape)) has no spatial axes") }
    let size = parameters.size
    if shape.count == 4, size % 2 == 1 {
      return [try writer.add(CentredLRN.name, [writer.inputs[0]], parameters.attributes)]
    }
    // Sums over neighbouring channels are a product with a band matrix. An even size reaches one channel further behind.
    let channels = shape[1]
    guard channels <= 1 << 12 else { throw .tooLarge("\(channels) channels") }
    let (before, after) = ((size - 1) / 2, size / 2)
    let band = (0..<channels * channels).map { i in
      let distance = i % channels - i / channels
      return distance >= -before && distance <= after ? parameters.alpha / Float(size) : 0
    }
    let x = writer.inputs[0]
    let flat = try writer.reshape(writer.add("Mul", [x, x]), [shape[0], channels, -1])
    let matrix = writer.constant(ConstantTensor([channels, channels], band))
    let sums = try writer.reshape(writer.add("MatMul", [matrix, flat]), shape)
    let divisor = try writer.add("Add", [sums, writer.number(Double(parameters.bias))])
    return [try writer.add("Mul", [x, writer.add("Pow", [divisor, writer.number(Double(-parameters.beta))])])]
  }
}

/// LRN of images with as many channels on either side: what oneDNN computes. No operator of ONNX's; LRN stands for it.
struct CentredLRN: Operator {
  static let name = "winnow.CentredLRN"
  static let inputs = 1...1

  private let parameters: LRNParameters

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    parameters = try LRNParameters(&attributes)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    return [Value(x.type, x.shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let x = try node.input(0)
    let training = node.isDifferentiable
    let descriptor = try OperationDescriptor.localResponse(
      x.layout, size: parameters.size, alpha: parameters.alpha, beta: parameters.beta, bias: parameters.bias,
      training: training
    ).prepared()
    let result = builder.newOperand(x.layout)
    let needsWorkspace = training && descriptor.workspace.byteCount > 0
    let workspace = needsWorkspace ? builder.newOperand(descriptor.workspace) : nil
    try builder.primitive(
      descriptor, "forward", reads: [(.source, x)],
      writes: [(.destination, result), (.workspace, workspace)])
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let incoming = node.outputGradient() else { return }
      let gradient = try builder.reorder(incoming, to: x.layout)
      let backward = builder.newOperand(x.layout)
      try builder.primitive(
        .localResponseBackward(
          x.layout, size: parameters.size, alpha: parameters.alpha, beta: parameters.beta, bias: parameters.bias,
          hint: descriptor),
        "gradient",
        reads: [(.source, x), (.destinationGradient, gradient), (.workspace, workspace)],
        writes: [(.sourceGradient, backward)])
      try node.addGradient(0, backward)
    }
  }
}
