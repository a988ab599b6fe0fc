/// Bounds of what rounding does to the values of a ``WindowedNetwork`` and to all that is computed from them.
///
/// A computed value is a sum of products along paths through the network. Each path suffers at most as many roundings as
/// the layers on it have entries in a row (forward) or a column (backward); rectifiers and maxima do not enlarge errors.
/// So the error is at most `roundings * 2^-53` (doubled, to cover second-order terms and the rounding of the bound
/// itself) times the value that the network of absolute weights takes.
struct RoundingErrors: Sendable {
  /// Of margins computed at one mask.
  let margins: [Double]
  /// Of bounds over many masks: of each value behind the front layers and behind each step.
  let bounds: [[Double]]
  /// Of bounds of the margins over many masks.
  let marginBounds: [Double]

  /// Counts as part of every sum: products next to the smallest double lose more than their share, far less than this's.
  private static let tiny = 1e-250

  init(_ network: ArrangedNetwork, input: [Double], variableCount: Int, target: Int) {
    let (last, lastBias) = network.last
    var total = input.map { abs($0) }
    var roundings = 2 * variableCount + last.columnCount + lastBias.count + 64
    for layer in network.front {
      total = Self.magnitudes(of: layer.map, layer.bias, times: total)
      roundings += layer.map.longestRow + layer.map.longestColumn + 32
    }
    roundings += total.count
    // The network of absolute weights, at one mask and for the linear relaxations: there each rectifier adds an intercept
    // that is no larger than its input may be, hence the doubling (and a little, as bounds are widened by their errors).
    var atPoint = total
    var relaxed = total
    var magnitudes = [relaxed]
    for step in network.middle {
      switch step {
      case .rectifier: relaxed = relaxed.map { 2.125 * $0 }
      case .maxPool(let pool):
        atPoint = pool.maxima(of: atPoint)
        relaxed = pool.maxima(of: relaxed).map { 1.0625 * $0 }
      case .affine(let map, let bias):
        atPoint = Self.magnitudes(of: map, bias, times: atPoint)
        relaxed = Self.magnitudes(of: map, bias, times: relaxed)
        roundings += map.longestRow + map.longestColumn + 32
      }
      magnitudes.append(relaxed)
    }
    let unit = Double(roundings) * 0x1p-52
    bounds = magnitudes.map { $0.map { 2 * unit * $0 } }
    func marginErrors(_ values: [Double], _ factor: Double) -> [Double] {
      lastBias.indices.filter { $0 != target }.map { other in
        var sum = abs(lastBias[target]) + abs(lastBias[other]) + Self.tiny
        last.forEachEntry(inRow: target) { sum += abs($1) * values[$0] }
        last.forEachEntry(inRow: other) { sum += abs($1) * values[$0] }
        return factor * unit * sum
      }
    }
    margins = marginErrors(atPoint, 1)
    marginBounds = marginErrors(relaxed, 2)
  }

  private static func magnitudes(of map: LinearMap, _ bias: [Double], times values: [Double]) -> [Double] {
    zip(map.magnitudes(times: values), bias).map { $0 + abs($1) + tiny }
  }
}

extension MaxPoolLayer {
  func maxima(of values: [Double]) -> [Double] {
    (0..<outputCount).map { output in
      members[starts[output]..<starts[output + 1]].reduce(-Double.infinity) { max($0, values[Int($1)]) }
    }
  }
}
