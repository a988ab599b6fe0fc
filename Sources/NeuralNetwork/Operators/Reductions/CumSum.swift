struct CumSum: Operator {
  static let name = "CumSum"
  static let summary = "Running sums along an axis, from either end, with or without the element itself."
  static let since = 11
  static let inputs = 2...2
  static let limits = "axis constant"

  private let isExclusive: Bool
  private let isReversed: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    isExclusive = try attributes.bool("exclusive", default: false)
    isReversed = try attributes.bool("reverse", default: false)
  }

  private func axis(_ inputs: [Value?]) throws(NetworkError) -> Int {
    guard let axis = try inputs.constant(1, "axis")?.integers.first else { throw .malformed("its axis is missing") }
    return try Shape.axis(axis, rank: inputs.required(0).shape.count)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let axis = try axis(inputs)
    guard let constant = x.constant else { return [Value(x.type, x.shape)] }
    var values = constant.doubles
    values.withUnsafeMutableBufferPointer { accumulate($0.baseAddress, x.shape, axis, isReversed: isReversed) }
    return [Value(.computed(x.type, x.shape, values))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let axis = try axis(node.inputValues)
    let shape = node.shape(0)
    func write(_ x: Operand, _ isReversed: Bool) -> Operand {
      let result = node.builder.newPlain(shape)
      let count = result.layout.elementCount
      node.builder.kernel("running sum", reads: [x], writes: [result]) { p in
        p[1].update(from: p[0], count: count)
        accumulate(p[1], shape, axis, isReversed: isReversed)
      }
      return result
    }
    node.setOutput(write(try node.plain(0), isReversed))
    node.onBackward { () throws(NetworkError) in
      // An element goes into the sums behind it: the gradient is the running sum from the other end.
      if let gradient = try node.plainOutputGradient() { try node.addGradient(0, write(gradient, !isReversed)) }
    }
  }

  private func accumulate<T: BinaryFloatingPoint>(
    _ values: UnsafeMutablePointer<T>?, _ shape: [Int], _ axis: Int, isReversed: Bool
  ) {
    guard let values else { return }
    let inner = shape[(axis + 1)...].reduce(1, *)
    let length = shape[axis]
    for outer in 0..<shape[..<axis].reduce(1, *) {
      for j in 0..<inner {
        var sum = 0.0
        for k in 0..<length {
          let place = (outer * length + (isReversed ? length - 1 - k : k)) * inner + j
          let value = Double(values[place])
          values[place] = T(isExclusive ? sum : sum + value)
          sum += value
        }
      }
    }
  }
}
