/// Margins at one mask, in floating point: decides where they are farther from delta than their error, and says where not.
final class MarginEvaluator {
  enum Verdict { case feasible, infeasible, tooClose }

  private let network: WindowedNetwork
  private let values: ValueBuffers
  /// The smallest margin of the last mask evaluated.
  private(set) var margin = 0.0
  /// Floating-point operations of one evaluation, roughly.
  let operations: Double

  init(_ network: WindowedNetwork) {
    self.network = network
    values = ValueBuffers(widths: network.widths)
    var operations = 3.0 * Double(network.rowCount) + Double(network.marginRows.count * (network.widths.last ?? 0))
    for (step, width) in zip(network.steps, network.widths) {
      if case .affine(let map, _) = step { operations += Double(map.entryCount) }
      operations += Double(width)
    }
    self.operations = operations
  }

  /// - Parameter first: the front layers' values.
  func evaluate(_ first: UnsafePointer<Double>) -> Verdict {
    values[0].baseAddress!.update(from: first, count: network.rowCount)
    for (place, step) in network.steps.enumerated() { apply(step, values[place], values[place + 1]) }
    let last = values[values.count - 1]
    margin = .infinity
    var verdict = Verdict.feasible
    for row in network.marginRows.indices {
      var sum = network.marginBias[row]
      network.marginRows[row].withUnsafeBufferPointer { weights in
        for i in last.indices { sum += weights[i] * last[i] }
      }
      margin = min(margin, sum)
      // What is not a number is too close.
      if sum <= network.delta - network.errors.margins[row] {
        verdict = .infeasible
      } else if !(sum > network.delta + network.errors.margins[row]), verdict == .feasible {
        verdict = .tooClose
      }
    }
    return verdict
  }

  private func apply(
    _ step: ArrangedNetwork.Step, _ input: UnsafeMutableBufferPointer<Double>,
    _ output: UnsafeMutableBufferPointer<Double>
  ) {
    switch step {
    case .rectifier: for i in output.indices { output[i] = max(0, input[i]) }
    case .maxPool(let pool):
      for o in output.indices {
        var largest = -Double.infinity
        for member in pool.starts[o]..<pool.starts[o + 1] { largest = max(largest, input[Int(pool.members[member])]) }
        output[o] = largest
      }
    case .affine(let map, let bias):
      for i in output.indices { output[i] = bias[i] }
      for column in 0..<map.columnCount where input[column] != 0 {
        map.addColumn(column, times: input[column], to: output.baseAddress!)
      }
    }
  }
}
