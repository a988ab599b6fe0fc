/// Where elements are read or written that a tensor of indices picks: for each, a place known beforehand plus one index or
/// several, each times a stride.
struct IndexedPlaces: Sendable {
  /// Shape of what is picked.
  var shape: [Int]
  /// Place of each element when all its indices are 0.
  var bases: [Int]
  /// For each element, one behind the other, which elements of the index tensor count for it.
  var indexElements: [Int]
  /// Stride and extent of the axis that each of an element's indices counts along.
  var strides: [Int]
  var extents: [Int]

  /// Whole slices along an axis, as Gather picks them.
  static func slices(_ data: [Int], _ indices: [Int], axis: Int) throws(NetworkError) -> IndexedPlaces {
    let axis = try Shape.axis(axis, rank: data.count)
    try checkCount(data[..<axis] + indices + data[(axis + 1)...])
    let inner = data[(axis + 1)...].reduce(1, *)
    let count = indices.reduce(1, *)
    var places = IndexedPlaces(
      shape: Array(data[..<axis]) + indices + data[(axis + 1)...], bases: [], indexElements: [], strides: [inner],
      extents: [data[axis]])
    for outer in 0..<data[..<axis].reduce(1, *) {
      for index in 0..<count {
        for j in 0..<inner {
          places.bases.append(outer * data[axis] * inner + j)
          places.indexElements.append(index)
        }
      }
    }
    return places
  }

  /// One element for each index, which counts along an axis; GatherElements and ScatterElements.
  static func elements(_ data: [Int], _ indices: [Int], axis: Int) throws(NetworkError) -> IndexedPlaces {
    let axis = try Shape.axis(axis, rank: data.count)
    guard indices.count == data.count,
      indices.indices.allSatisfy({ $0 == axis || indices[$0] <= data[$0] })
    else { throw .malformed("its indices \(Shape.text(indices)) do not go with its data \(Shape.text(data))") }
    try checkCount(indices[...])
    let (from, to) = (Shape.strides(indices), Shape.strides(data))
    let count = indices.reduce(1, *)
    return IndexedPlaces(
      shape: indices,
      bases: (0..<count).map { i in
        indices.indices.reduce(0) { $1 == axis ? $0 : $0 + i / from[$1] % indices[$1] * to[$1] }
      }, indexElements: Array(0..<count), strides: [to[axis]], extents: [data[axis]])
  }

  /// A slice for each tuple of indices along the last axis; GatherND and ScatterND.
  /// - Parameter batch: leading axes that data and indices share.
  static func tuples(_ data: [Int], _ indices: [Int], batch: Int) throws(NetworkError) -> IndexedPlaces {
    guard let depth = indices.last, batch >= 0, batch < indices.count, batch + depth <= data.count,
      data[..<batch] == indices[..<batch]
    else { throw .malformed("its indices \(Shape.text(indices)) do not go with its data \(Shape.text(data))") }
    try checkCount(indices.dropLast() + data[(batch + depth)...])
    let strides = Shape.strides(data)
    let size = data[(batch + depth)...].reduce(1, *)
    let samples = data[..<batch].reduce(1, *)
    let tuples = indices[batch...].dropLast().reduce(1, *)
    let sampleSize = data[batch...].reduce(1, *)
    var places = IndexedPlaces(
      shape: indices.dropLast() + data[(batch + depth)...], bases: [], indexElements: [],
      strides: Array(strides[batch..<batch + depth]), extents: Array(data[batch..<batch + depth]))
    for sample in 0..<samples {
      for tuple in 0..<tuples {
        for j in 0..<size {
          places.bases.append(sample * sampleSize + j)
          for k in 0..<depth { places.indexElements.append((sample * tuples + tuple) * depth + k) }
        }
      }
    }
    return places
  }

  private static func checkCount(_ shape: ArraySlice<Int>) throws(NetworkError) {
    guard let count = Shape.count(shape), count <= Shape.listable else {
      throw .tooLarge("it picks \(Shape.text(Array(shape))) elements")
    }
  }

  /// Places for known indices.
  func resolved(_ indices: [Int]) throws(NetworkError) -> [Int] {
    for element in indexElements.indices {
      let (index, extent) = (indices[indexElements[element]], extents[element % max(1, extents.count)])
      guard index >= -extent, index < extent else {
        throw .malformed("index \(index) does not exist along an axis of \(extent)")
      }
    }
    return bases.indices.map { place($0) { indices[$0] } }
  }

  /// Place of element `i`; an index out of range is held at the ends.
  func place(_ i: Int, _ index: (Int) -> Int) -> Int {
    var place = bases[i]
    for k in strides.indices {
      let given = index(indexElements[i * strides.count + k])
      place += min(extents[k] - 1, max(0, given < 0 ? given + extents[k] : given)) * strides[k]
    }
    return place
  }
}

/// An operator that picks elements of its first input by the indices in its second.
protocol IndexedGatherOperator: AffineOperator {
  func places(_ data: [Int], _ indices: [Int]) throws(NetworkError) -> IndexedPlaces
}

extension IndexedGatherOperator {
  static var inputs: ClosedRange<Int> { 2...2 }

  func infer(_ inputs: [Value?]) throws(NetworkError) -> [Value] {
    let x = try inputs.required(0)
    let indices = try inputs.required(1)
    let places = try places(x.shape, indices.shape)
    guard places.bases.isEmpty || x.count > 0 else { throw .malformed("it picks from an empty tensor") }
    guard let known = indices.constant else { return [Value(x.type, places.shape)] }
    let sources = try places.resolved(known.integers)
    guard let constant = x.constant else { return [Value(x.type, places.shape)] }
    return [Value(constant.moved(Movement(offsets: [sources])).reshaped(places.shape))]
  }

  func lower(_ node: LoweredNode) throws(NetworkError) {
    let places = try places(node.shape(0), node.shape(1))
    if let known = node.constant(1) { return try node.lower(Movement(offsets: [places.resolved(known.integers)])) }
    let builder = node.builder
    let (x, indices) = (try node.plain(0), try node.plain(1))
    let result = builder.newPlain(node.outputShape())
    builder.kernel("pick", reads: [x, indices], writes: [result]) { p in
      let chosen = p[1]
      for i in places.bases.indices { p[2][i] = p[0][places.place(i) { Int(clamping: chosen[$0]) }] }
    }
    node.setOutput(result)
    node.onBackward { () throws(NetworkError) in
      guard node.wantsGradient(0), let gradient = try node.plainOutputGradient() else { return }
      let back = builder.newPlain(x.shape)
      let count = back.layout.elementCount
      builder.kernel("pick gradient", reads: [gradient, indices], writes: [back]) { p in
        p[2].update(repeating: 0, count: count)
        let chosen = p[1]
        for i in places.bases.indices { p[2][places.place(i) { Int(clamping: chosen[$0]) }] += p[0][i] }
      }
      try node.addGradient(0, back)
    }
  }
}
