struct GlobalMaxPool: HomogeneousOperator {
  static let name = "GlobalMaxPool"
  static let summary = "The largest element over all spatial axes."
  static let inputs = 1...1
  static let limits = "1 to 3 spatial axes"

  var shrinks: Bool { true }

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [try globalPoolValue(inputs)] }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let (result, gradient) = try node.pool(.maximum, window: .global(node.spatialShape), shape: node.outputShape())
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      if let incoming = node.outputGradient() { try node.addGradient(0, gradient(incoming)) }
    }
  }
}
