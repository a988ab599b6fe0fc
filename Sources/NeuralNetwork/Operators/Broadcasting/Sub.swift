struct Sub: BinaryOperator {
  static let name = "Sub"
  static let summary = "a - b."
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double { a - b }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    node.setOutput(try node.binary(.subtract, commutative: false).result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = node.outputGradient() else { return }
      if node.wantsGradient(0) { try node.addBroadcastGradient(0, gradient) }
      if node.wantsGradient(1) { try node.addBroadcastGradient(1, node.builder.scaled(gradient, by: -1)) }
    }
  }
}
