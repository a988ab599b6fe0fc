struct Gather: MovementOperator {
  static let name = "Gather"
  static let summary =
    "Picks indices along an axis. Indices that depend on the data are held at the ends where they do not "
    + "exist."
  static let inputs = 2...2

  private let axis: Int

  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axis = try attributes.int("axis", default: 0) }

  func movements(_ inputs: [Value?]) throws(NetworkError) -> [Movement] {
    let shape = try inputs.required(0).shape
    let place = try Shape.axis(axis, rank: shape.count)
    guard let indices = try inputs.constant(1, "indices")?.integers else { throw .malformed("its input 1 is missing") }
    var picked = shape.map { Array(0..<$0) }
    picked[place] = []
    for i in indices {
      guard i >= -shape[place], i < shape[place] else {
        throw .malformed("index \(i) does not exist along an axis of \(shape[place])")
      }
      picked[place].append(i < 0 ? i + shape[place] : i)
    }
    return [.pick(shape, picked)]
  }

  private func resultShape(_ inputs: [Value?]) throws(NetworkError) -> [Int] {
    let shape = try inputs.required(0).shape
    let place = try Shape.axis(axis, rank: shape.count)
    return Array(shape[..<place]) + (try inputs.required(1).shape) + shape[(place + 1)...]
  }

  func outputShape(_ i: Int, _ movement: Movement, _ inputs: [Value?]) throws(NetworkError) -> [Int] {
    try resultShape(inputs)
  }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let shape = try resultShape(inputs)
    guard try inputs.required(1).constant != nil else {
      guard !x.shape.contains(0) else { throw .malformed("it picks from an empty tensor") }
      return [Value(x.type, shape)]
    }
    let movement = try movements(inputs)[0]
    if let constant = x.constant { return [Value(constant.moved(movement).reshaped(shape))] }
    return [Value(x.type, shape)]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    guard node.constant(1) == nil else {
      let movement = try movements(node.inputValues)[0]
      return try node.lower(movement)
    }
    guard try Shape.axis(axis, rank: node.shape(0).count) == 0, node.constant(0) != nil else {
      return try PickedSlices(axis: axis).lower(node)
    }
    // An embedding. Indices out of range are held at the ends: a run cannot stop half-way, and the caller has checked them.
    let table = try node.plain(0)
    let ids = try node.plain(1)
    let rows = node.shape(0)[0]
    let width = node.shape(0).dropFirst().reduce(1, *)
    let count = node.value(1).count
    let result = node.builder.newPlain(node.outputShape())
    node.builder.kernel("embedding", reads: [table, ids], writes: [result]) { p in
      for i in 0..<count {
        let id = Int(clamping: p[1][i])
        let row = min(rows - 1, max(0, id < 0 ? id + rows : id))
        (p[2] + i * width).update(from: p[0] + row * width, count: width)
      }
    }
    node.setOutput(result)
  }
}

private struct PickedSlices: IndexedGatherOperator {
  static let name = "Gather"
  static let summary = "Gather where the data decides which indices."
  let axis: Int
  init(axis: Int) { self.axis = axis }
  init(_ attributes: inout NodeAttributes) throws(NetworkError) { axis = try attributes.int("axis", default: 0) }
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces {
    try .slices(data, indices, axis: axis)
  }
}
