struct LogSoftmax: Operator {
  static let name = "LogSoftmax"
  static let summary = "The logarithm of the softmax along an axis."
  static let inputs = 1...1

  let softmax: SoftmaxAxis

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { softmax = try SoftmaxAxis(&attributes) }
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] { [try softmax.infer(inputs)] }
  func lower(_ node: LoweredNode) throws(NetworkError) { try softmax.lower(node, logarithmic: true) }
}
