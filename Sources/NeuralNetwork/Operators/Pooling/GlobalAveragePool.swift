import OneDNN

struct GlobalAveragePool: HomogeneousOperator {
  static let name = "GlobalAveragePool"
  static let summary = "The mean over all spatial axes."
  static let inputs = 1...1
  static let limits = "1 to 3 spatial axes"

  var shrinks: Bool { true }

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [try globalPoolValue(inputs)] }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let (result, gradient) = try node.pool(.average, window: .global(node.spatialShape), shape: node.outputShape())
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      if let incoming = node.outputGradient() { try node.addGradient(0, gradient(incoming)) }
    }
  }
}

func globalPoolValue(_ inputs: [Value?]) throws(NetworkError) -> Value {
  let x = try inputs.required(0)
  guard (3...5).contains(x.shape.count) else {
    throw .unsupported("an input of \(x.shape.count) axes; 1 to 3 spatial axes are supported")
  }
  guard !x.shape.contains(0) else { throw .unsupported("an input without elements") }
  return Value(x.type, x.shape.prefix(2) + [Int](repeating: 1, count: x.shape.count - 2))
}

extension Window {
  /// One window over everything.
  static func global(_ spatial: [Int]) -> Self {
    let ones = spatial.map { _ in 1 }
    let zeros = spatial.map { _ in 0 }
    return Self(kernel: spatial, strides: ones, dilations: ones, padsBegin: zeros, padsEnd: zeros)
  }
}
