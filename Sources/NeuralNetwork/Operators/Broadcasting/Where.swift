struct Where: Operator {
  static let name = "Where"
  static let summary =
    "Elements of the second input where the first holds, of the third elsewhere, all three broadcast."
  static let inputs = 3...3

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let condition = try inputs.required(0)
    let a = try inputs.required(1)
    let b = try inputs.required(2)
    guard let inner = Shape.broadcast(a.shape, b.shape), let shape = Shape.broadcast(condition.shape, inner) else {
      throw .malformed("its inputs' shapes do not go together")
    }
    guard let c = condition.constant, let x = a.constant, let y = b.constant else { return [Value(a.type, shape)] }
    let choice = c.moved(.expand(c.shape, to: shape)).doubles
    let p = x.moved(.expand(x.shape, to: shape)).doubles
    let q = y.moved(.expand(y.shape, to: shape)).doubles
    return [Value(.computed(a.type, shape, choice.indices.map { choice[$0] != 0 ? p[$0] : q[$0] }))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let shape = node.outputShape().isEmpty ? [1] : node.outputShape()
    func full(_ i: Int) throws(NetworkError) -> Operand {
      try builder.plain(builder.expanded(node.broadcastable(i, rank: shape.count), to: shape))
    }
    let (condition, a, b) = (try full(0), try full(1), try full(2))
    let result = builder.newPlain(shape)
    let count = result.layout.elementCount
    builder.kernel("Where", reads: [condition, a, b], writes: [result]) { p in
      for i in 0..<count { p[3][i] = p[0][i] != 0 ? p[1][i] : p[2][i] }
    }
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      for k in 1...2 where node.wantsGradient(k) {
        let part = builder.newPlain(shape)
        builder.kernel("Where gradient", reads: [condition, gradient], writes: [part]) { p in
          for i in 0..<count { p[2][i] = (p[0][i] != 0) == (k == 1) ? p[1][i] : 0 }
        }
        try node.addBroadcastGradient(k, part)
      }
    }
  }
}
