/// The largest element of each window; the gradient goes to the first of equal ones in row-major order, as in PyTorch.
struct MaxPool: Operator {
  static let name = "MaxPool"
  static let inputs = 1...1
  static let limits = "no index output; 1 to 3 spatial axes"

  let window: WindowAttributes

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    attributes.ignore("storage_order")
    var window = try WindowAttributes(&attributes)
    window.isCeil = try attributes.bool("ceil_mode", default: false)
    self.window = window
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    return [Value(x.type, try poolShape(x, window).shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let geometry = try poolShape(node.value(0), window).geometry
    let (result, gradient) = try node.pool(.maximum, window: geometry.window, shape: node.outputShape())
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      if let incoming = node.outputGradient() { try node.addGradient(0, gradient(incoming)) }
    }
  }
}
