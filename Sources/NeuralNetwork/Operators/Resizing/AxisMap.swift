import CKernels

/// A linear map along one axis: each element of the result is a weighted sum of a few of the source's.
struct AxisMap: Sendable {
  struct Tap: Sendable {
    var source: Int
    var weight: Double
  }

  var axis: Int
  /// Extent of the source's axis.
  var sources: Int
  /// For each element of the result, what it is made of.
  var taps: [[Tap]]
  /// What an element is that is made of nothing.
  var fill: Float = 0

  /// The map of gradients: from those of the result to those of the source.
  var transposed: AxisMap {
    var result = [[Tap]](repeating: [], count: sources)
    for (target, list) in taps.enumerated() {
      for tap in list { result[tap.source].append(Tap(source: target, weight: tap.weight)) }
    }
    return AxisMap(axis: axis, sources: taps.count, taps: result)
  }

  func shape(_ source: [Int]) -> [Int] {
    var shape = source
    shape[axis] = taps.count
    return shape
  }

  func applied(to x: ConstantTensor) -> ConstantTensor {
    let values = x.doubles
    let inner = x.shape[(axis + 1)...].reduce(1, *)
    let outer = x.shape[..<axis].reduce(1, *)
    var result: [Double] = []
    for o in 0..<outer {
      for list in taps {
        for j in 0..<inner {
          result.append(
            list.isEmpty
              ? Double(fill) : list.reduce(0) { $0 + $1.weight * values[(o * sources + $1.source) * inner + j] })
        }
      }
    }
    return .computed(x.type, shape(x.shape), result)
  }
}

extension PlanBuilder {
  func mapped(_ operand: Operand, by map: AxisMap) throws(NetworkError) -> Operand {
    let x = try plain(operand)
    let shape = x.shape
    let result = newPlain(map.shape(shape))
    let outer = shape[..<map.axis].reduce(1, *)
    let inner = shape[(map.axis + 1)...].reduce(1, *)
    var starts: [Int32] = [0]
    for list in map.taps { starts.append(starts.last! + Int32(list.count)) }
    let (bounds, flat) = (starts, map.taps.joined())
    let indices = flat.map { Int32($0.source) }
    let weights = flat.map { Float($0.weight) }
    let (sources, targets, fill) = (map.sources, map.taps.count, map.fill)
    kernel("map", reads: [x], writes: [result]) { p in
      winnow_combine(p[1], p[0], outer, sources, targets, inner, bounds, indices, weights, fill)
    }
    return result
  }
}
