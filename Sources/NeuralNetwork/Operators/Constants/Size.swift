struct Size: Operator {
  static let name = "Size"
  static let summary = "The number of elements of the input, as a constant."
  static let inputs = 1...1
  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}
  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    [Value(ConstantTensor([], integers: [Int64(try inputs.required(0).count)]))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
