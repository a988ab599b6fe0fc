import CDNNL

/// Tensors one behind the other along an axis.
struct Concat: Operator {
  static let name = "Concat"
  static let inputs = 1...4096

  private let axis: Int

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
    var sources: [Operand] = []
    var kept: [Int] = []
    for i in 0..<node.inputCount where node.value(i).count > 0 {
      sources.append(try node.input(i))
      kept.append(i)
    }
    let descriptor = try PrimitiveDescriptor.concatenation(sources.map(\.layout), axis: place, destination: nil)
    let result = builder.newOperand(descriptor.destination)
    try builder.primitive(
      descriptor, "concatenate",
      reads: sources.enumerated().map { (DNNL_ARG_MULTIPLE_SRC + Int32($0.offset), $0.element) },
      writes: [(DNNL_ARG_DST, result)])
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard let gradient = node.outputGradient() else { return }
      var offsets = [Int](repeating: 0, count: node.outputShape().count)
      for i in kept {
        let shape = node.shape(i)
        if node.wantsGradient(i) {
          // The part as it lies inside the whole; without its own memory only where blocks are not cut.
          var whole = gradient
          var part = whole.layout.part(shape: shape, offsets: offsets)
          if part == nil {
            whole = try builder.plain(gradient)
            part = whole.layout.part(shape: shape, offsets: offsets)!
          }
          let target = try node.input(i).layout
          let copy = builder.newOperand(target)
          try builder.primitive(
            .reorder(from: part!, to: target), "part of gradient", reads: [(DNNL_ARG_FROM, whole.with(part!))],
            writes: [(DNNL_ARG_TO, copy)])
          try node.addGradient(i, copy)
        }
        offsets[place] += shape[place]
      }
    }
  }
}
