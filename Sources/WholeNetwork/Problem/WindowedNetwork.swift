/// A problem as a network of its mask: the first layer's values are sums over the kept windows, and the last layer gives
/// the margins of the target over each other class.
///
/// Computed in floating point; ``errors`` bounds what rounding does to everything computed from it.
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
  let errors: RoundingErrors
  let target: Int
  let delta: Double

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
    columns = windows.map { network.frontValues(of: elements[Int($0)], in: problem.input) }
    bias = network.frontBias
    contributions = Self.rowMajor(columns, rowCount: bias.count)
    (marginRows, marginBias) = network.margins(of: problem.target)
    errors = RoundingErrors(network, input: problem.input, variableCount: windows.count, target: problem.target)
    widths = errors.bounds.map(\.count)
  }

  private static func rowMajor(_ columns: [[Double]], rowCount: Int) -> [Double] {
    var values = [Double](repeating: 0, count: rowCount * columns.count)
    for (index, column) in columns.enumerated() {
      for (row, value) in column.enumerated() { values[row * columns.count + index] = value }
    }
    return values
  }

  /// The mask over all windows of a problem that keeps these variables.
  func mask(keeping kept: some Sequence<Int32>, of count: Int) -> [Bool] {
    var mask = [Bool](repeating: false, count: count)
    for variable in kept { mask[Int(windows[Int(variable)])] = true }
    return mask
  }
}

extension ArrangedNetwork {
  /// What some elements of an input alone make of the front layers, without biases.
  fileprivate func frontValues(of elements: [Int32], in input: [Double]) -> [Double] {
    var values: [Double] = []
    for (place, layer) in front.enumerated() {
      var sums = [Double](repeating: 0, count: layer.map.rowCount)
      sums.withUnsafeMutableBufferPointer { sums in
        if place == 0 {
          for element in elements {
            layer.map.addColumn(Int(element), times: input[Int(element)], to: sums.baseAddress!)
          }
        } else {
          for (column, value) in values.enumerated() where value != 0 {
            layer.map.addColumn(column, times: value, to: sums.baseAddress!)
          }
        }
      }
      values = sums
    }
    return values
  }

  /// What the biases alone make of the front layers.
  fileprivate var frontBias: [Double] {
    var bias: [Double] = []
    for (place, layer) in front.enumerated() {
      var sums = layer.bias
      if place > 0 {
        sums.withUnsafeMutableBufferPointer { sums in
          for (column, value) in bias.enumerated() where value != 0 {
            layer.map.addColumn(column, times: value, to: sums.baseAddress!)
          }
        }
      }
      bias = sums
    }
    return bias
  }

  /// The target's row of the last layer less each other class's.
  fileprivate func margins(of target: Int) -> (rows: [[Double]], bias: [Double]) {
    var rows: [[Double]] = []
    var bias: [Double] = []
    for other in last.bias.indices where other != target {
      var row = [Double](repeating: 0, count: last.map.columnCount)
      row.withUnsafeMutableBufferPointer { row in
        last.map.addRow(target, times: 1, to: row.baseAddress!)
        last.map.addRow(other, times: -1, to: row.baseAddress!)
      }
      rows.append(row)
      bias.append(last.bias[target] - last.bias[other])
    }
    return (rows, bias)
  }
}
