import OneDNN

struct Gemm: WeightedLayer {
  static let name = "Gemm"
  static let summary =
    "alpha A' B' + beta C, A' and B' transposed where the attributes say so: the fully connected layer."
  static let inputs = 2...3

  var alpha: Float
  var beta: Float
  var transposesA: Bool
  var transposesB: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    alpha = try attributes.float("alpha", default: 1)
    beta = try attributes.float("beta", default: 1)
    transposesA = try attributes.bool("transA", default: false)
    transposesB = try attributes.bool("transB", default: false)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let a = try inputs.required(0)
    let b = try inputs.required(1)
    guard a.shape.count == 2, b.shape.count == 2 else {
      throw .malformed("\(Shape.text(a.shape)) and \(Shape.text(b.shape)) are not matrices")
    }
    let (m, k) = transposesA ? (a.shape[1], a.shape[0]) : (a.shape[0], a.shape[1])
    let (l, n) = transposesB ? (b.shape[1], b.shape[0]) : (b.shape[0], b.shape[1])
    guard k == l else { throw .malformed("\(Shape.text(a.shape)) and \(Shape.text(b.shape)) do not go together") }
    if let c = inputs.optional(2), Shape.broadcast(c.shape, [m, n]) != [m, n] {
      throw .malformed("its input C of shape \(Shape.text(c.shape)) does not fit [\(m),\(n)]")
    }
    return [Value(a.type, [m, n])]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let shape = node.outputShape()
    let order = [1, 0]
    // A bias of one value a column is added by the matrix product itself, other shapes behind it.
    var bias: Operand?
    if node.hasInput(2), let c = node.constant(2), alpha == 1, c.count == shape[1], c.shape.last == shape[1] {
      bias = try builder.constant(
        node.node.inputs[2] + "*\(beta)", ConstantTensor([1, shape[1]], c.doubles.map { $0 * Double(beta) }),
        Layout(plain: [1, shape[1]]))
    }
    let addsBehind = node.hasInput(2) && bias == nil
    let fused = addsBehind || alpha != 1 ? nil : node.fusableActivation()
    var result = try node.matmul(
      transposesA ? order : nil, transposesB ? order : nil, bias: bias, fused: fused, shape: shape)
    let product = result
    if alpha != 1 { result = try builder.scaled(result, by: alpha) }
    if addsBehind {
      var c = try node.broadcastable(2, rank: 2)
      c = try builder.scaled(c, by: beta)
      result = try builder.binary(.add, &result, &c, shape: shape, commutative: true)
    }
    node.finish(fused == nil ? result : product, fused: fused) { gradient throws(NetworkError) in
      if node.wantsGradient(2) { try node.addBroadcastGradient(2, builder.scaled(gradient, by: beta)) }
      try node.addMatmulGradients(
        builder.scaled(gradient, by: alpha), transposesA ? order : nil, transposesB ? order : nil)
    }
  }

  func scaled(inputs: [Value?], outputShape: [Int], by affine: ChannelAffine)
    -> (operation: any Operator, weights: ConstantTensor, bias: ConstantTensor)?
  {
    guard let b = inputs[1]?.constant, affine.scale.count == outputShape[1],
      inputs.optional(2) == nil || (inputs[2]!.constant.map { $0.count == outputShape[1] } ?? false)
    else { return nil }
    let (rows, columns) = (b.shape[0], b.shape[1])
    var values = b.doubles
    for r in 0..<rows {
      for c in 0..<columns { values[r * columns + c] *= affine.scale[transposesB ? r : c] * Double(alpha) }
    }
    let bias = inputs.optional(2)?.constant?.doubles ?? [Double](repeating: 0, count: outputShape[1])
    var operation = self
    (operation.alpha, operation.beta) = (1, 1)
    return (
      operation, ConstantTensor(b.shape, values),
      ConstantTensor(
        [outputShape[1]], bias.indices.map { bias[$0] * Double(beta) * affine.scale[$0] + affine.shift[$0] })
    )
  }
}
