/// A function of any number of inputs broadcast against each other.
protocol VariadicOperator: Operator {
  func evaluate(_ elements: [Double]) -> Double
  /// Derivatives with respect to each element.
  func partials(_ elements: [Double]) -> [Double]
}

extension VariadicOperator {
  static var inputs: ClosedRange<Int> { 1...4096 }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let first = try inputs.required(0)
    var shape = first.shape
    for i in inputs.indices {
      let other = try inputs.required(i).shape
      guard let joined = Shape.broadcast(shape, other) else {
        throw .malformed("cannot combine shapes \(Shape.text(shape)) and \(Shape.text(other))")
      }
      shape = joined
    }
    let constants = inputs.compactMap { $0?.constant }
    guard constants.count == inputs.count else { return [Value(first.type, shape)] }
    let lists = constants.map { $0.moved(.expand($0.shape, to: shape)).doubles }
    return [Value(.computed(first.type, shape, lists[0].indices.map { i in evaluate(lists.map { $0[i] }) }))]
  }

  func isIdentity(_ inputs: [Value?]) -> Bool { inputs.count == 1 }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let shape = node.outputShape().isEmpty ? [1] : node.outputShape()
    var operands: [Operand] = []
    for i in 0..<node.inputCount {
      operands.append(
        try builder.plain(builder.expanded(node.broadcastable(i, rank: shape.count), to: shape)))
    }
    let sources = operands
    let result = builder.newPlain(shape)
    let count = result.layout.elementCount
    let n = sources.count
    builder.kernel(Self.name, reads: sources, writes: [result]) { p in
      var elements = [Double](repeating: 0, count: n)
      for i in 0..<count {
        for k in 0..<n { elements[k] = Double(p[k][i]) }
        p[n][i] = Float(evaluate(elements))
      }
    }
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      for k in 0..<n where node.wantsGradient(k) {
        let part = builder.newPlain(shape)
        builder.kernel("\(Self.name) gradient", reads: sources + [gradient], writes: [part]) { p in
          var elements = [Double](repeating: 0, count: n)
          for i in 0..<count {
            for j in 0..<n { elements[j] = Double(p[j][i]) }
            p[n + 1][i] = p[n][i] * Float(partials(elements)[k])
          }
        }
        try node.addBroadcastGradient(k, part)
      }
    }
  }
}
