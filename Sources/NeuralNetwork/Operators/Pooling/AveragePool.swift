import OneDNN

struct AveragePool: HomogeneousOperator, PaddedOperator {
  static let name = "AveragePool"
  static let summary = "The mean of each window, with or without the padding counted."
  static let inputs = 1...1
  static let limits = "1 to 3 spatial axes"

  var shrinks: Bool { true }
  var prefersChannelBlocks: Bool { true }

  private var window: WindowAttributes
  private var countsPadding: Bool

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    var window = try WindowAttributes(&attributes)
    window.isCeil = try attributes.bool("ceil_mode", default: false)
    countsPadding = try attributes.bool("count_include_pad", default: false)
    self.window = window
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    return [Value(x.type, try poolShape(x, window).shape)]
  }

  /// The zeros are counted, so the windows' own padding must be as well, or there must be none.
  func padded(_ padding: SpatialPadding, inputs: [Value?], isNeverNegative: Bool) throws(NetworkError)
    -> (any Operator)?
  {
    guard padding.value == 0, let x = inputs[0], let kernel = window.kernel else { return nil }
    let geometry = try window.geometry(input: Array(x.shape.dropFirst(2)), kernel: kernel)
    guard geometry.overhang.allSatisfy({ $0 == 0 }),
      countsPadding || (geometry.window.padsBegin + geometry.window.padsEnd).allSatisfy({ $0 <= 0 })
    else { return nil }
    var result = self
    result.window = try window.padded(padding, input: Array(x.shape.dropFirst(2)), kernel: kernel)
    result.countsPadding = true
    guard zip(result.window.pads!, kernel + kernel).allSatisfy({ $0 < $1 }) else { return nil }
    return result
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let geometry = try poolShape(node.value(0), window).geometry
    let kind: PoolingFunction = countsPadding ? .average : .averageWithoutPadding
    let (result, gradient) = try node.pool(kind, window: geometry.window, shape: node.outputShape())
    // What a window reaches beyond the padding, because sizes were rounded up, is never counted; oneDNN counts it.
    let correction = try countsPadding && geometry.overhang.contains { $0 > 0 } ? self.correction(node, geometry) : nil
    node.setOutput(try correction.map { c throws(NetworkError) in try node.builder.multiplied(result, c) } ?? result)
    node.onBackward { () throws(NetworkError) in
      guard var incoming = node.outputGradient() else { return }
      if let correction { incoming = try node.builder.multiplied(incoming, correction) }
      try node.addGradient(0, gradient(incoming))
    }
  }

  /// For each spatial axis the positions of an input that each window covers, and how many of its own it divides by.
  func windows(of x: Value) throws(NetworkError) -> [[(inside: [Int], counted: Int)]] {
    let geometry = try poolShape(x, window).geometry
    let window = geometry.window
    return x.shape.dropFirst(2).enumerated().map { axis, extent in
      let limit = extent + window.padsEnd[axis] - geometry.overhang[axis]
      return (0..<geometry.outputs[axis]).map { output in
        let start = output * window.strides[axis] - window.padsBegin[axis]
        let places = (0..<window.kernel[axis]).map { start + $0 * window.dilations[axis] }
        let inside = places.filter { $0 >= 0 && $0 < extent }
        return (inside, max(1, countsPadding ? places.count { $0 < limit } : inside.count))
      }
    }
  }

  /// Window size over the number of elements counted, for each output position.
  private func correction(_ node: LoweredNode, _ geometry: WindowAttributes.Geometry) throws(NetworkError) -> Operand {
    var factors = [1.0]
    for (axis, line) in try windows(of: node.value(0)).enumerated() {
      let kernel = Double(geometry.window.kernel[axis])
      factors = factors.flatMap { f in line.map { f * kernel / Double($0.counted) } }
    }
    let shape = [1, 1] + geometry.outputs
    return try node.builder.constant(
      node.node.outputs[0] + ":correction", ConstantTensor(shape, factors), Layout(plain: shape))
  }
}
