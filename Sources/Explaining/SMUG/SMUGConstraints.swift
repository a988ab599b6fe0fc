import MaskSolving
import NeuralNetwork
import Reproducibility
import Saliency

/// Writes the kept neurons' evidence as linear threshold constraints over windows (SMUG, step 3).
///
/// A neuron's value under a mask `m` is `sum_p c_p m_p + b`: `b` is its value with everything hidden, and `c_p` collects
/// what the pixels of window `p` inside the neuron's receptive field add to that when they are kept. What a network does
/// to pixels before its first layer is part of the coefficients (``AffineMap``).
struct SMUGConstraints {
  let fields: [LayerField]
  let grid: WindowGrid

  /// The mask problem that asks every neuron to keep more than `gamma` times its value.
  ///
  /// - Parameter neurons: indices over the neurons of all layers.
  func problem(neurons: [Int], gamma: Double) -> MaskProblem {
    var accumulator = WindowAccumulator(windows: grid.count)
    let constraints = neurons.map { constraint(neuron: $0, gamma: gamma, accumulator: &accumulator) }
    return MaskProblem(pixelsPerVariable: grid.pixelsPerWindow, constraints: constraints)
  }

  private func constraint(
    neuron: Int, gamma: Double, accumulator: inout WindowAccumulator
  ) -> MaskProblem.Constraint {
    let bias = fields.field(of: neuron).forEachChange(of: neuron) { position, change in
      accumulator.add(change, to: grid.index(y: position / grid.width, x: position % grid.width))
    }
    let (variables, coefficients) = accumulator.drain()
    return MaskProblem.Constraint(
      variables: variables, coefficients: coefficients, bias: bias,
      threshold: Self.threshold(gamma: gamma, coefficients: coefficients, bias: bias))
  }

  /// `gamma` times the neuron's value, recomputed from the constraint's own coefficients. The full mask must satisfy
  /// the constraint by construction, so a product that rounding lifted to the value itself is stepped below it.
  static func threshold(gamma: Double, coefficients: [Double], bias: Double) -> Double {
    var sum = ExactSum()
    for coefficient in coefficients { sum.add(coefficient) }
    sum.add(bias)
    var threshold = gamma * sum.value
    while sum.sign > 0 {
      var slack = sum
      slack.add(-threshold)
      if slack.sign > 0 { break }
      threshold = threshold.nextDown
    }
    return threshold
  }
}

/// Sums coefficients per window; its memory is reused from neuron to neuron.
private struct WindowAccumulator {
  private var sums: [Double]
  private var isTouched: [Bool]
  private var touched: [Int32] = []

  init(windows: Int) {
    sums = [Double](repeating: 0, count: windows)
    isTouched = [Bool](repeating: false, count: windows)
  }

  mutating func add(_ value: Double, to window: Int) {
    sums[window] += value
    if !isTouched[window] {
      isTouched[window] = true
      touched.append(Int32(window))
    }
  }

  /// The windows with a non-zero sum, ascending, and their sums; leaves the accumulator empty.
  mutating func drain() -> (variables: [Int32], coefficients: [Double]) {
    touched.sort()
    var variables: [Int32] = []
    var coefficients: [Double] = []
    for window in touched {
      let sum = sums[Int(window)]
      if sum != 0 {
        variables.append(window)
        coefficients.append(sum)
      }
      sums[Int(window)] = 0
      isTouched[Int(window)] = false
    }
    touched.removeAll(keepingCapacity: true)
    return (variables, coefficients)
  }
}
