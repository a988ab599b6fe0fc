import CKernels
import OneDNN

/// A function of two inputs, broadcast against each other as NumPy does.
protocol BinaryOperator: Operator {
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double
  /// Type of the result, given that of the operands.
  func resultType(_ type: ElementType) -> ElementType
  /// Derivatives with respect to both operands; nil where the function is flat (comparisons).
  func partials(_ a: Double, _ b: Double) -> (Double, Double)?
}

extension BinaryOperator {
  static var inputs: ClosedRange<Int> { 2...2 }
  func resultType(_ type: ElementType) -> ElementType { type }
  func partials(_ a: Double, _ b: Double) -> (Double, Double)? { nil }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let a = try inputs.required(0)
    let b = try inputs.required(1)
    return [try inferBroadcast(a, b, type: resultType(a.type)) { evaluate($0, $1, type: a.type) }]
  }
}

extension BinaryOperator {
  /// Element by element, for functions that oneDNN does not have.
  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let shape = node.outputShape().isEmpty ? [1] : node.outputShape()
    let a = try builder.expanded(node.broadcastable(0, rank: shape.count), to: shape)
    let b = try builder.expanded(node.broadcastable(1, rank: shape.count), to: shape)
    let (x, y) = (try builder.plain(a), try builder.plain(b))
    let result = builder.newPlain(shape)
    let count = result.layout.elementCount
    let type = node.value(0).type
    builder.kernel(Self.name, reads: [x, y], writes: [result]) { p in
      for i in 0..<count { p[2][i] = Float(evaluate(Double(p[0][i]), Double(p[1][i]), type: type)) }
    }
    node.setOutput(result)
    guard partials(1, 1) != nil else { return }
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      for i in 0...1 where node.wantsGradient(i) {
        let part = builder.newPlain(shape)
        builder.kernel("\(Self.name) gradient", reads: [x, y, gradient], writes: [part]) { p in
          for j in 0..<count {
            let d = partials(Double(p[0][j]), Double(p[1][j])) ?? (0, 0)
            p[3][j] = p[2][j] * Float(i == 0 ? d.0 : d.1)
          }
        }
        try node.addBroadcastGradient(i, part)
      }
    }
  }
}

/// Shape, and value where both are constant, of an element-wise function of two tensors.
func inferBroadcast(_ a: Value, _ b: Value, type: ElementType, _ evaluate: (Double, Double) -> Double)
  throws(NetworkError) -> Value
{
  guard let shape = Shape.broadcast(a.shape, b.shape) else {
    throw .malformed("cannot combine shapes \(Shape.text(a.shape)) and \(Shape.text(b.shape))")
  }
  guard let x = a.constant, let y = b.constant else { return Value(type, shape) }
  let p = x.shape == shape ? x.doubles : x.moved(.expand(x.shape, to: shape)).doubles
  let q = y.shape == shape ? y.doubles : y.moved(.expand(y.shape, to: shape)).doubles
  return Value(.computed(type, shape, zip(p, q).map(evaluate)))
}

extension LoweredNode {
  /// Writes `function(input 0, input 1)`; returns the operands as used, both with the rank of the result.
  func binary(_ function: BinaryFunction, commutative: Bool, post: [PostOperation] = []) throws(NetworkError)
    -> (a: Operand, b: Operand, result: Operand)
  {
    let shape = outputShape()
    var a = try broadcastable(0, rank: shape.count)
    var b = try broadcastable(1, rank: shape.count)
    let result = try builder.binary(function, &a, &b, shape: shape, commutative: commutative, post: post)
    return (a, b, result)
  }

  /// The input with axes of extent 1 in front, in its own layout where the rank already fits.
  func broadcastable(_ i: Int, rank: Int) throws(NetworkError) -> Operand {
    let shape = self.shape(i)
    if shape.count == rank && rank > 0 { return try input(i) }
    let padded = Shape.padded(shape, to: max(rank, 1))
    return try plain(i).with(Layout(plain: padded))
  }

  /// Sums a gradient of the result's shape down to an input that was broadcast.
  func addBroadcastGradient(_ i: Int, _ gradient: Operand) throws(NetworkError) {
    let target = Shape.padded(shape(i), to: gradient.shape.count)
    let summed = try builder.summed(gradient, to: target)
    try addGradient(i, target == shape(i) ? summed : builder.reshaped(summed, shape(i)))
  }
}

extension PlanBuilder {
  /// `a` and `b` have the rank of `shape`; they are replaced by the operands that were used instead.
  func binary(
    _ function: BinaryFunction, _ a: inout Operand, _ b: inout Operand, shape: [Int], commutative: Bool,
    post: [PostOperation] = []
  ) throws(NetworkError) -> Operand {
    let full = shape.isEmpty ? [1] : shape
    var x = a
    var y = b
    if x.shape != full && y.shape == full && commutative { swap(&x, &y) }
    if x.shape != full {
      let expanded = moved(try plain(x), .expand(x.shape, to: full))
      if a.place == x.place && a.layout == x.layout { a = expanded } else { b = expanded }
      x = expanded
    }
    if y.shape == full && y.layout != x.layout {
      // One layout for both: the blocked one, if there is one, since what follows is likely to be blocked too.
      if x.layout.isPlain { x = try reorder(x, to: y.layout) } else { y = try reorder(y, to: x.layout) }
    }
    if y.shape == full, x.layout.isPlain, y.layout.isPlain, full.count > 1, post.allSatisfy(\.isActivation) {
      // As one row: with an extent of 1 in front, oneDNN takes its plain loop.
      let row = Layout(plain: [1, x.layout.elementCount])
      let result = newOperand(Layout(plain: full))
      try primitive(
        .binary(function, row, row, destination: row, post: post), "binary",
        reads: [(.first, x.with(row)), (.second, y.with(row))], writes: [(.destination, result.with(row))])
      return result
    }
    let (layout, shape) = try quickForm(function, x.layout, y.shape, post: post)
    x = try reorder(x, to: layout)
    y = try reorder(expanded(y, to: shape), to: layout.broadcasting(shape))
    let result = newOperand(x.layout)
    try primitive(
      .binary(function, x.layout, y.layout, destination: result.layout, post: post), "binary",
      reads: [(.first, x), (.second, y)], writes: [(.destination, result)])
    return result
  }

  /// The fastest way to combine two operands: the layout of the large one, and the shape that the small one is expanded to. For some
  /// forms, such as one number a sample or a row, oneDNN has no code made for the processor.
  private func quickForm(
    _ function: BinaryFunction, _ large: Layout, _ small: [Int], post: [PostOperation]
  ) throws(NetworkError) -> (layout: Layout, shape: [Int]) {
    let full = large.shape
    var shapes = [small]
    if full.count > 2, small != full {
      shapes.append([small[0], full[1]] + small[2...])
      shapes.append(Array(small[..<2]) + full[2...])
      shapes.append(full)
    }
    for layout in [large, Layout(plain: full)] {
      for shape in shapes {
        let descriptor = try OperationDescriptor.binary(
          function, layout, layout.broadcasting(shape), destination: layout, post: post
        ).prepared()
        if !descriptor.isReference { return (layout, shape) }
      }
    }
    return (large, small)
  }

  func multiplied(_ a: Operand, _ b: Operand) throws(NetworkError) -> Operand {
    var a = a
    var b = b
    return try binary(
      .multiply, &a, &b, shape: Shape.broadcast(a.shape, b.shape)!, commutative: true)
  }

  /// Sums over the axes in which `target` has extent 1.
  func summed(_ operand: Operand, to target: [Int]) throws(NetworkError) -> Operand {
    let extents = target.isEmpty ? [1] : target
    if operand.shape == extents { return operand }
    return try reduced(.sum, operand, to: extents)
  }

  func reduced(_ function: ReductionFunction, _ operand: Operand, to target: [Int]) throws(NetworkError) -> Operand {
    let source = try plain(operand)
    if source.shape == target { return source }
    let descriptor = try OperationDescriptor.reduction(
      function, source: source.layout, destination: Layout(plain: target)
    ).prepared()
    if descriptor.isReference, function == .sum { return try summedByRuns(source, to: target) }
    if descriptor.isReference, function == .mean {
      let count = operand.shape.reduce(1, *) / target.reduce(1, *)
      return try scaled(summedByRuns(source, to: target), by: 1 / Float(count))
    }
    let result = newPlain(target)
    try primitive(
      descriptor, "reduction", reads: [(.source, source)], writes: [(.destination, result)])
    return result
  }

  /// Sums over one run of neighbouring axes after the other, the last first. oneDNN is quick over the innermost axes only.
  private func summedByRuns(_ operand: Operand, to target: [Int]) throws(NetworkError) -> Operand {
    var source = operand
    var axis = target.count - 1
    while axis >= 0 {
      guard target[axis] != source.shape[axis] else {
        axis -= 1
        continue
      }
      var shape = source.shape
      let inner = shape[(axis + 1)...].reduce(1, *)
      var count = 1
      while axis >= 0, target[axis] != shape[axis] || shape[axis] == 1 {
        count *= shape[axis]
        shape[axis] = 1
        axis -= 1
      }
      let outer = shape[..<(axis + 1)].reduce(1, *)
      let result = newPlain(shape)
      let size = count
      kernel("sum", reads: [source], writes: [result]) { winnow_sum($0[1], $0[0], outer, size, inner) }
      source = result
    }
    return source
  }

  func scaled(_ operand: Operand, by scale: Float) throws(NetworkError) -> Operand {
    if scale == 1 { return operand }
    let result = newOperand(operand.layout)
    try primitive(
      .activation(.linear(scale, 0), layout: operand.layout, training: false), "scale",
      reads: [(.source, operand)], writes: [(.destination, result)], mayOverwrite: operand)
    return result
  }

  /// Repeats axes of extent 1.
  func expanded(_ operand: Operand, to shape: [Int]) throws(NetworkError) -> Operand {
    operand.shape == shape ? operand : moved(try plain(operand), .expand(operand.shape, to: shape))
  }
}
