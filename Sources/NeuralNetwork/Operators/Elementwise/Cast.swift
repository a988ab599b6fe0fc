struct Cast: Operator {
  static let name = "Cast"
  static let summary =
    "Another element type. Values are computed in single precision whatever the type; a cast to integers "
    + "drops the fraction."
  static let inputs = 1...1
  static let limits = "numbers and truth values only"

  let type: ElementType

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    attributes.ignore("saturate")
    guard let code = try attributes.int("to"), let type = ElementType(rawValue: code) else {
      throw .unsupported("casting to this element type")
    }
    self.type = type
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [castValue(try inputs.required(0), to: type)] }
  func isIdentity(_ inputs: [Value?]) -> Bool { inputs[0]?.type == type }
  func lower(_ node: LoweredNode) throws(NetworkError) { try node.lowerCast(to: type) }
}

func castValue(_ x: Value, to type: ElementType) -> Value {
  guard var constant = x.constant else { return Value(type, x.shape) }
  if type == .bool {
    constant = .computed(type, x.shape, constant.doubles.map { $0 == 0 ? 0 : 1 })
  } else if type.isFloatingPoint != x.type.isFloatingPoint {
    constant = .computed(type, x.shape, constant.doubles)
  }
  constant.type = type
  return Value(constant)
}

extension LoweredNode {
  func lowerCast(to type: ElementType) throws(NetworkError) {
    let from = value(0).type
    if type.isFloatingPoint || !(from.isFloatingPoint) && type != .bool {
      setOutput(try input(0))
      onBackward { () throws(NetworkError) in
        if let gradient = outputGradient() { try addGradient(0, gradient) }
      }
      return
    }
    let x = try plain(0)
    let y = builder.newPlain(x.shape)
    let count = x.layout.elementCount
    let isBool = type == .bool
    builder.kernel("Cast", reads: [x], writes: [y]) { p in
      for i in 0..<count { p[1][i] = isBool ? (p[0][i] == 0 ? 0 : 1) : p[0][i].rounded(.towardZero) }
    }
    setOutput(y)
  }
}
