/// Which of the operators with arithmetic are affine, and how.

extension Cast: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    return castMap(try inputs.required(0), to: try infer(inputs)[0].type)
  }
}

extension CastLike: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    return castMap(try inputs.required(0), to: try inputs.required(1).type)
  }
}

/// Bytes become numbers unchanged; numbers that become integers lose their fraction, which is not affine.
private func castMap(_ x: Value, to type: ElementType) -> [AffineMap]? {
  let isExact = type.isFloatingPoint || (!x.type.isFloatingPoint && type != .bool)
  return isExact ? [.identity(x.count)] : nil
}

extension Neg: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let count = try inputs.required(0).count
    return [
      AffineMap(scale: [Double](repeating: -1, count: count), shift: [Double](repeating: 0, count: count))
    ]
  }
}

extension Add: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? { try weightedSum(inputs, [1, 1]) }
}

extension Sub: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? { try weightedSum(inputs, [1, -1]) }
}

extension Sum: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    try weightedSum(inputs, inputs.map { _ in 1 })
  }
}

extension Mean: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    try weightedSum(inputs, inputs.map { _ in 1 / Double(inputs.count) })
  }
}

/// Inputs broadcast against each other, times a number each, added.
private func weightedSum(_ inputs: [Value?], _ weights: [Double]) throws(NetworkError) -> [AffineMap]? {
  let values = inputs.compactMap { $0 }
  guard values.count == weights.count, let first = values.first else { return nil }
  let shape = values.reduce(first.shape) { Shape.broadcast($0, $1.shape) ?? $0 }
  var result = AffineMap(sourceCount: inputs.varying.reduce(0) { $0 + $1.count })
  // For each input where its elements are, and what they are where they are known; sources of one that varies are
  // counted behind those of the ones before.
  var parts: [(sources: [Int], known: [Double]?, weight: Double)] = []
  var start = 0
  for (value, weight) in zip(values, weights) {
    let base = value.constant == nil ? start : 0
    parts.append((Movement.expand(value.shape, to: shape).sources.map { $0 + base }, value.constant?.doubles, weight))
    if value.constant == nil { start += value.count }
  }
  for element in 0..<shape.reduce(1, *) {
    var offset = 0.0
    for part in parts {
      if let known = part.known {
        offset += part.weight * known[part.sources[element]]
      } else {
        result.addTerm(source: part.sources[element], coefficient: part.weight)
      }
    }
    result.endRow(offset: offset)
  }
  return [result]
}

extension Mul: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    if let factor = b.constant { return scaled(a, by: factor) { $0 } }
    return a.constant.flatMap { scaled(b, by: $0) { $0 } }
  }
}

extension Div: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let (a, b) = (try inputs.required(0), try inputs.required(1))
    guard a.type.isFloatingPoint, let divisor = b.constant, !divisor.doubles.contains(0) else { return nil }
    return scaled(a, by: divisor) { 1 / $0 }
  }
}

/// A tensor times constants, broadcast against each other.
private func scaled(_ x: Value, by factors: ConstantTensor, _ function: (Double) -> Double) -> [AffineMap]? {
  guard x.constant == nil, let shape = Shape.broadcast(x.shape, factors.shape) else { return nil }
  let sources = Movement.expand(x.shape, to: shape).sources
  let places = Movement.expand(factors.shape, to: shape).sources
  let values = factors.doubles.map(function)
  var result = AffineMap(sourceCount: x.count)
  for (source, place) in zip(sources, places) { result.endRow(source: source, coefficient: values[place]) }
  return [result]
}

extension BatchNormalization: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let x = try inputs.required(0)
    guard inputs.onlyFirstVaries, let affine = affine(inputs) else { return nil }
    let inner = x.shape.dropFirst(2).reduce(1, *)
    let channels = (0..<x.count).map { $0 / inner % affine.scale.count }
    return [AffineMap(scale: channels.map { affine.scale[$0] }, shift: channels.map { affine.shift[$0] })]
  }
}

extension Concat: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let values = inputs.compactMap { $0 }
    let shape = try infer(inputs)[0].shape
    let place = try Shape.axis(axis, rank: shape.count)
    let inner = shape[(place + 1)...].reduce(1, *)
    var result = AffineMap(sourceCount: inputs.varying.reduce(0) { $0 + $1.count })
    for outer in 0..<shape[..<place].reduce(1, *) {
      var start = 0
      for value in values {
        let size = value.shape[place] * inner
        let known = value.constant?.doubles
        for element in outer * size..<(outer + 1) * size {
          if let known {
            result.endRow(offset: known[element])
          } else {
            result.endRow(source: start + element, coefficient: 1)
          }
        }
        if known == nil { start += value.count }
      }
    }
    return [result]
  }
}

extension Resize: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    let x = try inputs.required(0)
    var shape = x.shape
    var result = AffineMap.identity(x.count)
    for map in try maps(inputs) {
      result = try map.affineMap(shape).after(result)
      shape = map.shape(shape)
    }
    return [result]
  }
}

extension Upsample: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? { try resize.affineMaps(inputs) }
}

extension AxisMap {
  /// The same map of a whole tensor's elements.
  /// - Parameter source: the tensor's shape.
  fileprivate func affineMap(_ source: [Int]) -> AffineMap {
    let inner = source[(axis + 1)...].reduce(1, *)
    var result = AffineMap(sourceCount: source.reduce(1, *))
    // Where several taps are held at the border they are one.
    let merged = taps.map { list in
      list.reduce(into: [:]) { (sums: inout [Int: Double], tap) in sums[tap.source, default: 0] += tap.weight }
        .sorted { $0.key < $1.key }
    }
    for outer in 0..<source[..<axis].reduce(1, *) {
      for (list, terms) in zip(taps, merged) {
        for place in 0..<inner {
          for (index, weight) in terms {
            result.addTerm(source: (outer * sources + index) * inner + place, coefficient: weight)
          }
          result.endRow(offset: list.isEmpty ? Double(fill) : 0)
        }
      }
    }
    return result
  }
}
