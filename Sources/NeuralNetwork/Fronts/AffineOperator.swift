/// An operator whose results are affine functions of its inputs: what may stand between an image and the layer whose
/// neurons a mask has to keep, without the constraints ceasing to be exact.
protocol AffineOperator: Operator {
  /// - Parameter inputs: nil where an optional input is absent.
  /// - Returns: for each output its elements as functions of those of the inputs that are not constant, one input's behind
  ///   the other's; nil where these inputs make it something else (a product of two tensors that depend on the image).
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]?
}

extension [Value?] {
  /// Whether the first input is the only one that is not constant.
  var onlyFirstVaries: Bool {
    guard let first = first ?? nil, first.constant == nil else { return false }
    return dropFirst().allSatisfy { $0 == nil || $0!.constant != nil }
  }

  /// The inputs that are not constant.
  var varying: [Value] { compactMap { $0 }.filter { $0.constant == nil } }
}

extension MovementOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    let count = try inputs.required(0).count
    return try movements(inputs).map { AffineMap(picking: $0.sources, of: count, fill: Double($0.fill)) }
  }
}

extension TableOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    return [AffineMap(picking: try table(inputs).sources, of: try inputs.required(0).count)]
  }
}

extension ReshapingOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    return [.identity(try inputs.required(0).count)]
  }
}

extension IndexedGatherOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries, let indices = try inputs.required(1).constant else { return nil }
    let data = try inputs.required(0)
    let sources = try places(data.shape, indices.shape).resolved(indices.integers)
    return [AffineMap(picking: sources, of: data.count)]
  }
}

extension Movement {
  /// For each element of the result, row-major, the offset of its source; -1 for the fill value.
  var sources: [Int] {
    offsets.reduce([base]) { sources, axis in
      sources.flatMap { s in axis.map { s < 0 || $0 < 0 ? -1 : s + $0 } }
    }
  }
}
