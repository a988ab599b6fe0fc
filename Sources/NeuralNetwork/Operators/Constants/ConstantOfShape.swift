struct ConstantOfShape: Operator {
  static let name = "ConstantOfShape"
  static let summary = "A tensor of one repeated value, of the shape that the input lists."
  static let inputs = 1...1
  static let limits = "shape constant"

  private let value: ConstantTensor

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    value = try attributes.tensor("value") ?? ConstantTensor([1], [Float(0)])
    guard value.count == 1 else { throw .malformed("attribute 'value' must hold one element") }
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    guard let shape = try inputs.constant(0, "input")?.integers else { throw .malformed("its input 0 is missing") }
    return [Value(try repeated(value, shape))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}

/// One element repeated to a shape, refused where that would be huge.
func repeated(_ value: ConstantTensor, _ shape: [Int]) throws(NetworkError) -> ConstantTensor {
  guard let count = Shape.count(shape), count <= Shape.listable else {
    throw .tooLarge("a constant of shape \(Shape.text(shape))")
  }
  switch value.elements {
  case .floats(let v):
    return ConstantTensor(type: value.type, shape: shape, elements: .floats(.init(repeating: v[0], count: count)))
  case .doubles(let v):
    return ConstantTensor(type: value.type, shape: shape, elements: .doubles(.init(repeating: v[0], count: count)))
  case .integers(let v):
    return ConstantTensor(type: value.type, shape: shape, elements: .integers(.init(repeating: v[0], count: count)))
  }
}
