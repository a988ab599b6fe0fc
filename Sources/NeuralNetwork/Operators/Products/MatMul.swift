import OneDNN

struct MatMul: Operator {
  static let name = "MatMul"
  static let summary = "Matrix product of the last two axes, the others broadcast, as NumPy's matmul."
  static let inputs = 2...2

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let a = try inputs.required(0)
    let b = try inputs.required(1)
    guard !a.shape.isEmpty, !b.shape.isEmpty else { throw .malformed("a scalar has no matrix product") }
    let x = a.shape.count == 1 ? [1] + a.shape : a.shape
    let y = b.shape.count == 1 ? b.shape + [1] : b.shape
    guard x.last == y[y.count - 2], let outer = Shape.broadcast(x.dropLast(2), y.dropLast(2)) else {
      throw .malformed("\(Shape.text(a.shape)) and \(Shape.text(b.shape)) do not go together")
    }
    var shape = outer
    if a.shape.count > 1 { shape.append(x[x.count - 2]) }
    if b.shape.count > 1 { shape.append(y[y.count - 1]) }
    return [Value(a.type, shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let shape = node.outputShape()
    var full = shape
    if node.shape(1).count == 1 { full.append(1) }
    if node.shape(0).count == 1 { full.insert(1, at: full.count - 1) }
    let fused = full == shape ? node.fusableActivation() : nil
    // A rewrite may have given it a bias.
    let bias = node.hasInput(2) ? try node.plain(2).with(Layout(plain: [node.value(2).count])) : nil
    let result = try node.matmul(nil, nil, bias: bias, fused: fused, shape: full)
    let stored =
      try full == shape ? result : node.builder.plain(result).with(Layout(plain: shape.isEmpty ? [1] : shape))
    node.finish(stored, fused: fused) { gradient throws(NetworkError) in
      try node.addMatmulGradients(node.builder.plain(gradient).with(Layout(plain: full)), nil, nil)
    }
  }
}

extension LoweredNode {
  /// The operand of a matrix product: at least two axes, as many as the result has, transposed where wanted.
  private func matrix(_ i: Int, rank: Int, transposed: [Int]?) throws(NetworkError) -> Operand {
    let shape = self.shape(i)
    var matrix = shape.count == 1 ? (i == 0 ? [1] + shape : shape + [1]) : shape
    matrix =
      rank == 2
      ? (i == 0 || matrix.count == 2 ? rows(matrix) : Array(matrix.suffix(2))) : Shape.padded(matrix, to: rank)
    let operand = try plain(i).with(Layout(plain: matrix))
    return transposed.map { operand.with(operand.layout.permuted($0)) } ?? operand
  }

  /// - Parameter shape: of the result, with both matrix axes.
  func matmul(
    _ orderA: [Int]?, _ orderB: [Int]?, bias: Operand?, fused: (node: LoweredNode, activation: Activation)?,
    shape: [Int]
  ) throws(NetworkError) -> Operand {
    let rank = isRowwise(orderA) ? 2 : shape.count
    let a = try matrix(0, rank: rank, transposed: orderA)
    let b = try matrix(1, rank: rank, transposed: orderB)
    let result = try builder.matmul(
      a, b, bias: bias, shape: rank == 2 ? rows(shape) : shape,
      post: fused.map { [.activation($0.activation)] } ?? [])
    return result.with(Layout(plain: shape))
  }

  /// Whether one constant matrix is multiplied with all rows of the first operand: then that is taken as one matrix.
  /// oneDNN would compute many small products, each of a single row in the worst case.
  private func isRowwise(_ orderA: [Int]?) -> Bool {
    orderA == nil && shape(0).count > 2 && constant(1) != nil && shape(1).count >= 2
      && shape(1).dropLast(2).allSatisfy { $0 == 1 } && shape(1).count <= shape(0).count
  }

  private func rows(_ shape: [Int]) -> [Int] { [shape.dropLast().reduce(1, *), shape.last!] }

  func addMatmulGradients(_ gradient: Operand, _ orderA: [Int]?, _ orderB: [Int]?) throws(NetworkError) {
    let isRowwise = isRowwise(orderA) && !wantsGradient(1)
    let rank = isRowwise ? 2 : gradient.shape.count
    let swap = Array(0..<rank - 2) + [rank - 1, rank - 2]
    var gradient = try builder.plain(gradient)
    if isRowwise { gradient = gradient.with(Layout(plain: rows(gradient.shape))) }
    if wantsGradient(0) {
      let b = try matrix(1, rank: rank, transposed: orderB)
      var shape = gradient.shape
      shape[rank - 1] = b.shape[rank - 2]
      var result = try builder.matmul(
        gradient, b.with(b.layout.permuted(swap)), bias: nil, shape: shape)
      if let orderA { result = try builder.plain(result.with(result.layout.permuted(orderA))) }
      if isRowwise { return try addGradient(0, result.with(Layout(plain: self.shape(0)))) }
      try addMatrixGradient(0, result)
    }
    if wantsGradient(1) {
      let a = try matrix(0, rank: rank, transposed: orderA)
      var shape = gradient.shape
      shape[rank - 2] = a.shape[rank - 1]
      var result = try builder.matmul(
        a.with(a.layout.permuted(swap)), gradient, bias: nil, shape: shape)
      if let orderB { result = try builder.plain(result.with(result.layout.permuted(orderB))) }
      try addMatrixGradient(1, result)
    }
  }

  /// Sums over the axes that were broadcast, then drops the axes that were added.
  private func addMatrixGradient(_ i: Int, _ gradient: Operand) throws(NetworkError) {
    let shape = self.shape(i)
    let matrix = shape.count == 1 ? (i == 0 ? [1] + shape : shape + [1]) : shape
    let summed = try builder.summed(gradient, to: Shape.padded(matrix, to: gradient.shape.count))
    try addGradient(i, builder.plain(summed).with(Layout(plain: shape)))
  }
}

extension PlanBuilder {
  /// A second operand that is constant is packed once as the primitive likes it best.
  func matmul(
    _ a: Operand, _ b: Operand, bias: Operand?, shape: [Int], post: [PostOperation] = []
  ) throws(NetworkError) -> Operand {
    // oneDNN divides by the extents.
    guard !(a.shape + b.shape).contains(0) else { throw .unsupported("a matrix product of a tensor without elements") }
    let biasLayout = bias.map { Layout(plain: Shape.padded($0.shape, to: shape.count)) }
    let descriptor = try OperationDescriptor.matmul(
      source: a.layout, weights: b.isConstant ? Layout(any: b.shape) : b.layout, bias: biasLayout,
      destination: Layout(plain: shape), post: post
    ).prepared()
    let second = try reorder(b, to: descriptor.weights)
    let result = newPlain(shape)
    try primitive(
      descriptor, "matrix product",
      reads: [(.source, a), (.weights, second), (.bias, bias?.with(biasLayout!))],
      writes: [(.destination, result)], operations: 2 * shape.reduce(1, *) * a.shape.last!)
    return result
  }
}
