struct Concat: Operator {
  static let name = "Concat"
  static let summary = "Tensors one behind the other along an axis."
  static let inputs = 1...4096

  var prefersChannelBlocks: Bool { true }

  let axis: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    guard let axis = try attributes.int("axis") else { throw .malformed("attribute 'axis' is missing") }
    self.axis = axis
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let first = try inputs.required(0)
    let place = try Shape.axis(axis, rank: first.shape.count)
    var shape = first.shape
    shape[place] = 0
    for i in inputs.indices {
      let other = try inputs.required(i).shape
      guard other.count == shape.count, other.indices.allSatisfy({ $0 == place || other[$0] == shape[$0] }) else {
        throw .malformed("cannot put \(Shape.text(other)) behind \(Shape.text(first.shape)) along axis \(place)")
      }
      shape[place] += other[place]
    }
    let parts = inputs.compactMap { $0?.constant }
    guard parts.count == inputs.count else { return [Value(first.type, shape)] }
    return [Value(Self.concatenated(parts, axis: place, shape: shape))]
  }

  func isIdentity(_ inputs: [Value?]) -> Bool { inputs.count == 1 }

  private static func concatenated(_ parts: [ConstantTensor], axis: Int, shape: [Int]) -> ConstantTensor {
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    func joined<T>(_ lists: [[T]]) -> [T] {
      var result: [T] = []
      result.reserveCapacity(outer * shape[axis] * inner)
      for o in 0..<outer {
        for (part, list) in zip(parts, lists) {
          let size = part.shape[axis] * inner
          result += list[o * size..<(o + 1) * size]
        }
      }
      return result
    }
    let type = parts[0].type
    if type.isFloatingPoint {
      return ConstantTensor(type: type, shape: shape, elements: .doubles(joined(parts.map(\.doubles))))
    }
    return ConstantTensor(shape, integers: joined(parts.map { $0.integers.map { Int64($0) } }), type: type)
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let place = try Shape.axis(axis, rank: node.outputShape().count)
    let output = node.node.outputs[0]
    let inputs = node.node.inputs
    let isData = (0..<node.inputCount).allSatisfy { node.constant($0) == nil && node.value($0).count > 0 }
    if place == 1, isData, builder.canStayApart(output, parts: inputs.count) {
      builder.keepApart(output, as: inputs)
    } else {
      var sources: [Operand] = []
      for i in 0..<node.inputCount where node.value(i).count > 0 { sources.append(try node.input(i)) }
      node.setOutput(try builder.concatenated(sources, axis: place))
    }
    node.onBackward { () throws(NetworkError) in
      try builder.takeGradientApart(output, into: inputs, axis: place)
    }
  }
}
