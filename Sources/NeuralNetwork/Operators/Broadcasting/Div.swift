struct Div: BinaryOperator {
  static let name = "Div"
  static let summary = "a / b; between integers towards zero."
  static let limits = "integers that depend on the data only up to 2^24"
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func evaluate(_ a: Double, _ b: Double, type: ElementType) -> Double {
    type.isFloatingPoint ? a / b : b == 0 ? 0 : (a / b).rounded(.towardZero)
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    guard node.value(0).type.isFloatingPoint else { throw .unsupported("dividing integers that depend on the data") }
    let (_, b, result) = try node.binary(.divide, commutative: false)
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard var gradient = node.outputGradient() else { return }
      gradient = try builder.reorder(gradient, to: result.layout)
      // da = g / b, db = -(a / b) g / b
      var divisor = b
      let quotient = try builder.binary(
        .divide, &gradient, &divisor, shape: result.shape, commutative: false)
      if node.wantsGradient(0) { try node.addBroadcastGradient(0, quotient) }
      if node.wantsGradient(1) {
        try node.addBroadcastGradient(1, builder.scaled(builder.multiplied(quotient, result), by: -1))
      }
    }
  }
}
