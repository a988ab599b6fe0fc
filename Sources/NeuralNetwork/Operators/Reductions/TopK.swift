struct TopK: Operator {
  static let name = "TopK"
  static let summary = "The largest or smallest elements along an axis, in order, and where they are."
  static let inputs = 1...2
  static let limits = "k constant"

  private let axis: Int
  private let takesLargest: Bool
  private let count: Int?

  init(_ attributes: inout NodeAttributes) throws(NetworkError) {
    axis = try attributes.int("axis", default: -1)
    takesLargest = try attributes.bool("largest", default: true)
    attributes.ignore("sorted")
    // An attribute up to operator set 9, an input from 10 on.
    count = try attributes.int("k")
  }

  private func geometry(_ inputs: [Value?]) throws(NetworkError) -> (shape: [Int], axis: Int, k: Int) {
    let shape = try inputs.required(0).shape
    let place = try Shape.axis(axis, rank: shape.count)
    guard let k = try inputs.constant(1, "K")?.integers.first ?? count, k >= 0, k <= shape[place] else {
      throw .malformed("its k is missing or larger than the axis")
    }
    return (shape, place, k)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let (shape, axis, k) = try geometry(inputs)
    var result = shape
    result[axis] = k
    guard let constant = x.constant else { return [Value(x.type, result), Value(.int64, result)] }
    let values = constant.doubles
    let indices = chosen(shape, axis, k) { values[$0] }
    let places = sources(indices, shape, axis, k)
    return [
      Value(.computed(x.type, result, places.map { values[$0] })),
      Value(ConstantTensor(result, integers: indices.map { Int64($0) })),
    ]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let builder = node.builder
    let (shape, axis, k) = try geometry(node.inputValues)
    let target = node.outputShape()
    let x = try node.plain(0)
    let (values, indices) = (builder.newPlain(target), builder.newPlain(target))
    builder.kernel("largest", reads: [x], writes: [values, indices]) { p in
      let source = p[0]
      let list = chosen(shape, axis, k) { Double(source[$0]) }
      for (i, place) in sources(list, shape, axis, k).enumerated() {
        p[1][i] = source[place]
        p[2][i] = Float(list[i])
      }
    }
    node.setOutput(values)
    if node.node.outputs.count > 1, !node.node.outputs[1].isEmpty { node.setOutput(indices, 1) }
    node.onBackward(output: node.node.outputs[0]) { () throws(NetworkError) in
      guard let gradient = try node.plainOutputGradient() else { return }
      let back = builder.newPlain(shape)
      let count = back.layout.elementCount
      builder.kernel("largest gradient", reads: [gradient, indices], writes: [back]) { p in
        p[2].update(repeating: 0, count: count)
        let list = (0..<target.reduce(1, *)).map { Int(p[1][$0]) }
        for (i, place) in sources(list, shape, axis, k).enumerated() { p[2][place] += p[0][i] }
      }
      try node.addGradient(0, back)
    }
  }

  /// Indices along the axis, in the order of the result's elements.
  private func chosen(_ shape: [Int], _ axis: Int, _ k: Int, _ value: (Int) -> Double) -> [Int] {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let outer = shape[..<axis].reduce(1, *)
    var result = [Int](repeating: 0, count: outer * k * inner)
    for o in 0..<outer {
      for j in 0..<inner {
        let line = (0..<shape[axis]).map { value((o * shape[axis] + $0) * inner + j) }
        let order = line.indices.sorted { a, b in
          line[a] == line[b] ? a < b : takesLargest ? line[a] > line[b] : line[a] < line[b]
        }
        for i in 0..<k { result[(o * k + i) * inner + j] = order[i] }
      }
    }
    return result
  }

  /// Places in the input of the elements with these indices.
  private func sources(_ indices: [Int], _ shape: [Int], _ axis: Int, _ k: Int) -> [Int] {
    let inner = shape[(axis + 1)...].reduce(1, *)
    return indices.enumerated().map { i, index in
      (i / (k * inner) * shape[axis] + index) * inner + i % inner
    }
  }
}
