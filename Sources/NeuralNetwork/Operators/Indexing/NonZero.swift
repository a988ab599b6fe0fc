struct NonZero: Operator {
  static let name = "NonZero"
  static let summary = "Indices of the elements that are not zero."
  static let inputs = 1...1
  static let limits = "constant"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {}

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    guard let x = try inputs.constant(0, "X") else { throw .malformed("its input 0 is missing") }
    let strides = Shape.strides(x.shape)
    let values = x.doubles
    let places = values.indices.filter { values[$0] != 0 }
    let indices = x.shape.indices.flatMap { axis in places.map { Int64($0 / strides[axis] % x.shape[axis]) } }
    return [Value(ConstantTensor([x.shape.count, places.count], integers: indices))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
