/// A constant with some elements or slices replaced: attention masks are built so.
struct ScatterND: Operator {
  static let name = "ScatterND"
  static let inputs = 3...3
  static let limits = "constant inputs; reduction none"

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    _ = try attributes.string("reduction", default: "none", oneOf: ["none"])
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    guard let data = try inputs.constant(0, "data"), let indices = try inputs.constant(1, "indices"),
      let updates = try inputs.constant(2, "updates"), let depth = indices.shape.last, depth <= data.shape.count
    else { throw .malformed("its inputs do not go together") }
    var values = data.doubles
    let source = updates.doubles
    let places = indices.integers
    let strides = Shape.strides(data.shape)
    let size = data.shape.dropFirst(depth).reduce(1, *)
    let count = depth == 0 ? 1 : places.count / depth
    guard source.count == count * size else { throw .malformed("its updates do not fit its indices") }
    for i in 0..<count {
      var place = 0
      for axis in 0..<depth {
        var index = places[i * depth + axis]
        if index < 0 { index += data.shape[axis] }
        guard (0..<data.shape[axis]).contains(index) else { throw .malformed("an index is out of range") }
        place += index * strides[axis]
      }
      for j in 0..<size { values[place + j] = source[i * size + j] }
    }
    return [Value(.computed(data.type, data.shape, values))]
  }
  func lower(_ node: LoweredNode) throws(NetworkError) {}
}
