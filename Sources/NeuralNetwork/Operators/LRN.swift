import CDNNL

/// Local response normalisation across channels.
struct LRN: Operator {
  static let name = "LRN"
  static let inputs = 1...1
  static let limits = "odd size"

  private let alpha: Float
  private let beta: Float
  private let bias: Float
  private let size: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 0.0001)
    beta = try attributes.float("beta", default: 0.75)
    bias = try attributes.float("bias", default: 1)
    size = try attributes.int("size", default: 0)
    guard size > 0, size % 2 == 1 else { throw .unsupported("attribute size = \(size); supported: odd sizes") }
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    guard x.shape.count == 4 else { throw .unsupported("an input of \(x.shape.count) axes; 4 are supported") }
    return [Value(x.type, x.shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let x = try node.input(0)
    let training = node.isDifferentiable
    let descriptor = try PrimitiveDescriptor.localResponse(
      x.layout, size: size, alpha: alpha, beta: beta, bias: bias, training: training)
    let result = builder.newOperand(x.layout)
    let needsWorkspace = training && descriptor.workspace.byteCount > 0
    let workspace = needsWorkspace ? builder.newOperand(descriptor.workspace) : nil
    try builder.primitive(
      descriptor, "forward", reads: [(DNNL_ARG_SRC, x)],
      writes: [(DNNL_ARG_DST, result)] + (workspace.map { [(DNNL_ARG_WORKSPACE, $0)] } ?? []))
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let incoming = node.outputGradient() else { return }
      let gradient = try builder.reorder(incoming, to: x.layout)
      let backward = builder.newOperand(x.layout)
      try builder.primitive(
        .localResponseBackward(x.layout, size: size, alpha: alpha, beta: beta, bias: bias, hint: descriptor),
        "gradient",
        reads: [(DNNL_ARG_SRC, x), (DNNL_ARG_DIFF_DST, gradient)]
          + (workspace.map { [(DNNL_ARG_WORKSPACE, $0)] } ?? []), writes: [(DNNL_ARG_DIFF_SRC, backward)])
      try node.addGradient(0, backward)
    }
  }
}
