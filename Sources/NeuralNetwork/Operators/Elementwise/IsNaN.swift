struct IsNaN: Operator {
  static let name = "IsNaN"
  static let summary = "Whether an element is not a number."
  static let inputs = 1...1

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { try inferTest(inputs, \.isNaN) }
  func lower(_ node: LoweredNode) throws(NetworkError) { try node.lowerTest(\.isNaN) }
}

/// Truth values of a test of each element.
func inferTest(_ inputs: [Value?], _ test: (Double) -> Bool) throws(NetworkError) -> [Value] {
  let x = try inputs.required(0)
  guard let constant = x.constant else { return [Value(.bool, x.shape)] }
  return [Value(.computed(.bool, x.shape, constant.doubles.map { test($0) ? 1 : 0 }))]
}

extension LoweredNode {
  func lowerTest(_ test: @escaping @Sendable (Double) -> Bool) throws(NetworkError) {
    let x = try plain(0)
    let y = builder.newPlain(x.shape)
    let count = x.layout.elementCount
    builder.kernel("test", reads: [x], writes: [y]) { p in
      for i in 0..<count { p[1][i] = test(Double(p[0][i])) ? 1 : 0 }
    }
    setOutput(y)
  }
}
