/// A problem as a network of its mask: the first layer's values are sums over the kept windows, and the last layer gives
/// the margins of the target over each other class.
///
/// Computed in floating point, with a bound of the error that everything computed from it has. In every formula below a
/// computed value is a sum of products along paths through the network, in which each path suffers at most as many
/// roundings as the layers on it have entries in a row (forward) or a column (backward); rectifiers and maxima do not
/// enlarge errors. So the error is at most `roundings * 2^-53` (doubled, to cover second-order terms and the rounding of
/// the bound itself) times the value that the network of absolute weights takes.
final class WindowedNetwork {
  /// Windows that hold something; the others do not matter. The variables of the search.
  let windows: [Int32]
  let costs: [Int]
  /// Row-major, a row for each value behind the front layers, a column for each variable; and by columns.
  let contributions: [Double]
  let columns: [[Double]]
  /// The front layers' values without any window.
  let bias: [Double]
  let steps: [ArrangedNetwork.Step]
  /// Number of values at each place: behind the front layers, and behind each step.
  let widths: [Int]
  /// Row-major margins over the other classes.
  let marginRows: [[Double]]
  let marginBias: [Double]
  /// Bounds of the error of margins computed at one mask.
  let marginErrors: [Double]
  /// Bounds of the error of bounds over many masks: of each value behind the front layers and each step, and of margins.
  let valueBoundErrors: [[Double]]
  let marginBoundErrors: [Double]
  let target: Int
  let delta: Double

  /// Counts as part of every sum: products next to the smallest double lose more than their share, far less than this's.
  private static let tiny = 1e-250

  var variableCount: Int { windows.count }
  var rowCount: Int { bias.count }

  init(_ problem: NetworkMaskProblem) {
    let network = problem.network.arranged
    target = problem.target
    delta = problem.delta
    steps = network.middle

    var elements = [[Int32]](repeating: [], count: problem.costs.count)
    for (index, value) in problem.input.enumerated() where value != 0 {
      elements[Int(problem.windows[index])].append(Int32(index))
    }
    windows = elements.indices.filter { !elements[$0].isEmpty }.map { Int32($0) }
    costs = windows.map { problem.costs[Int($0)] }

    // Each window alone through the front layers, without biases; and the biases alone.
    var columns: [[Double]] = []
    var total = problem.input.map { abs($0) }
    for window in windows {
      var values: [Double] = []
      for (place, layer) in network.front.enumerated() {
        var sums = [Double](repeating: 0, count: layer.map.rowCount)
        sums.withUnsafeMutableBufferPointer { sums in
          if place == 0 {
            for element in elements[Int(window)] {
              layer.map.addColumn(Int(element), times: problem.input[Int(element)], to: sums.baseAddress!)
            }
          } else {
            for (column, value) in values.enumerated() where value != 0 {
              layer.map.addColumn(column, times: value, to: sums.baseAddress!)
            }
          }
        }
        values = sums
      }
      columns.append(values)
    }
    var bias: [Double] = []
    var roundings = windows.count
    for (place, layer) in network.front.enumerated() {
      var sums = layer.bias
      if place > 0 {
        sums.withUnsafeMutableBufferPointer { sums in
          for (column, value) in bias.enumerated() where value != 0 {
            layer.map.addColumn(column, times: value, to: sums.baseAddress!)
          }
        }
      }
      bias = sums
      total = zip(layer.map.magnitudes(times: total), layer.bias).map { $0 + abs($1) + Self.tiny }
      roundings += layer.map.longestRow + layer.map.longestColumn + 32
    }
    self.columns = columns
    self.bias = bias
    let rows = bias.count
    let variables = columns.count
    var contributions = [Double](repeating: 0, count: rows * variables)
    for (variable, column) in columns.enumerated() {
      for (row, value) in column.enumerated() { contributions[row * variables + variable] = value }
    }
    self.contributions = contributions

    // Margins: the target's row less each other class's.
    var marginRows: [[Double]] = []
    var marginBias: [Double] = []
    let (last, lastBias) = network.last
    for other in lastBias.indices where other != problem.target {
      var row = [Double](repeating: 0, count: last.columnCount)
      row.withUnsafeMutableBufferPointer { row in
        last.addRow(problem.target, times: 1, to: row.baseAddress!)
        last.addRow(other, times: -1, to: row.baseAddress!)
      }
      marginRows.append(row)
      marginBias.append(lastBias[problem.target] - lastBias[other])
    }
    self.marginRows = marginRows
    self.marginBias = marginBias

    // The network of absolute weights, at one mask and for the linear relaxations: there each rectifier adds an intercept
    // that is no larger than its input may be, hence the doubling (and a little, as bounds are widened by their errors).
    roundings += rows + variables + last.columnCount + lastBias.count + 64
    var atPoint = total
    var relaxed = total
    var widths = [rows]
    var magnitudes = [relaxed]
    for step in network.middle {
      switch step {
      case .rectifier: relaxed = relaxed.map { 2.125 * $0 }
      case .maxPool(let pool):
        atPoint = pool.maxima(of: atPoint)
        relaxed = pool.maxima(of: relaxed).map { 1.0625 * $0 }
      case .affine(let map, let bias):
        atPoint = zip(map.magnitudes(times: atPoint), bias).map { $0 + abs($1) + Self.tiny }
        relaxed = zip(map.magnitudes(times: relaxed), bias).map { $0 + abs($1) + Self.tiny }
        roundings += map.longestRow + map.longestColumn + 32
      }
      widths.append(relaxed.count)
      magnitudes.append(relaxed)
    }
    self.widths = widths
    let unit = Double(roundings) * 0x1p-52
    valueBoundErrors = magnitudes.map { $0.map { 2 * unit * $0 } }
    func marginError(_ values: [Double], _ factor: Double) -> [Double] {
      lastBias.indices.filter { $0 != problem.target }.map { other in
        var sum = abs(lastBias[problem.target]) + abs(lastBias[other]) + Self.tiny
        last.forEachEntry(inRow: problem.target) { sum += abs($1) * values[$0] }
        last.forEachEntry(inRow: other) { sum += abs($1) * values[$0] }
        return factor * unit * sum
      }
    }
    marginErrors = marginError(atPoint, 1)
    marginBoundErrors = marginError(relaxed, 2)
  }

  /// The mask over all windows of a problem that keeps these variables.
  func mask(keeping kept: some Sequence<Int32>, of count: Int) -> [Bool] {
    var mask = [Bool](repeating: false, count: count)
    for variable in kept { mask[Int(windows[Int(variable)])] = true }
    return mask
  }
}

extension MaxPoolLayer {
  func maxima(of values: [Double]) -> [Double] {
    (0..<outputCount).map { output in
      members[starts[output]..<starts[output + 1]].reduce(-Double.infinity) { max($0, values[Int($1)]) }
    }
  }
}
