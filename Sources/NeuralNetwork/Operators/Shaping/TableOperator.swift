/// An operator each of whose result's elements is one of the first input's, or zero, known by a table of its own.
protocol TableOperator: AffineOperator {
  /// Shape of the result and, for each of its elements, the place of the source; -1 is zero.
  func table(_ inputs: [Value?]) throws(NetworkError) -> (shape: [Int], sources: [Int])
}

extension TableOperator {
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let (shape, sources) = try table(inputs)
    guard let constant = x.constant else { return [Value(x.type, shape)] }
    return [Value(constant.moved(Movement(offsets: [sources])).reshaped(shape))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let (_, sources) = try table(node.inputValues)
    try node.lower(Movement(offsets: [sources]))
  }
}
