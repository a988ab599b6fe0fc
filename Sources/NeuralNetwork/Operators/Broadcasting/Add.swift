struct Add: BinaryOperator {
  static let name = "Add"
  static let summary = "a + b."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a + b }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let fused = node.fusableActivation()
    let result = try node.binary(
      .add, commutative: true, post: fused.map { [.activation($0.activation)] } ?? []
    ).result
    node.finish(result, fused: fused) { gradient throws(NetworkError) in
      for i in 0...1 where node.wantsGradient(i) { try node.addBroadcastGradient(i, gradient) }
    }
  }
}
