/// Sums and means of an image's elements: poolings and reductions that may stand before a first layer.

extension ReduceSum: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? { try axes.affineMaps(inputs) { _ in 1 } }
}

extension ReduceMean: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    // A mean of whole numbers loses its fraction.
    guard try inputs.required(0).type.isFloatingPoint else { return nil }
    return try axes.affineMaps(inputs) { 1 / Double($0) }
  }
}

extension ReductionAxes {
  /// Each result as the sum of its elements times a weight, which may depend on how many they are.
  fileprivate func affineMaps(
    _ inputs: [Value?], weight: (Int) -> Double
  ) throws(NetworkError) -> [AffineMap]? {
    guard inputs.onlyFirstVaries else { return nil }
    let x = try inputs.required(0)
    let kept = try keptShape(inputs)
    var elements = [[Int]](repeating: [], count: kept.reduce(1, *))
    for (element, result) in Movement.expand(kept, to: x.shape).sources.enumerated() {
      elements[result].append(element)
    }
    var map = AffineMap(sourceCount: x.count)
    for list in elements {
      for element in list { map.addTerm(source: element, coefficient: weight(list.count)) }
      map.endRow()
    }
    return [map]
  }
}

extension GlobalAveragePool: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let x = try inputs.required(0)
    let plane = x.shape.dropFirst(2).reduce(1, *)
    var map = AffineMap(sourceCount: x.count)
    for first in stride(from: 0, to: x.count, by: max(1, plane)) {
      for element in first..<first + plane { map.addTerm(source: element, coefficient: 1 / Double(plane)) }
      map.endRow()
    }
    return [map]
  }
}

extension AveragePool: AffineOperator {
  func affineMaps(_ inputs: [Value?]) throws(NetworkError) -> [AffineMap]? {
    let x = try inputs.required(0)
    let windows = try windows(of: x)
    let extents = Array(x.shape.dropFirst(2))
    var map = AffineMap(sourceCount: x.count)
    let plane = extents.reduce(1, *)
    for first in stride(from: 0, to: x.count, by: max(1, plane)) {
      // One axis after the other, the outermost first: where a window's elements lie, and over how many it averages.
      var places: [(elements: [Int], counted: Int)] = [([first], 1)]
      for (axis, lines) in windows.enumerated() {
        let stride = extents[(axis + 1)...].reduce(1, *)
        places = places.flatMap { place in
          lines.map { line in
            let elements = place.elements.flatMap { base in line.inside.map { base + $0 * stride } }
            return (elements, place.counted * line.counted)
          }
        }
      }
      for place in places {
        for element in place.elements { map.addTerm(source: element, coefficient: 1 / Double(place.counted)) }
        map.endRow()
      }
    }
    return [map]
  }
}
