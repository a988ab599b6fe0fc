struct Mul: BinaryOperator {
  static let name = "Mul"
  static let summary = "a b."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a * b }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let (a, b, result) = try node.binary(.multiply, commutative: true)
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = node.outputGradient() else { return }
      for (i, other) in [(0, b), (1, a)] where node.wantsGradient(i) {
        try node.addBroadcastGradient(i, node.builder.multiplied(gradient, other))
      }
    }
  }
}
