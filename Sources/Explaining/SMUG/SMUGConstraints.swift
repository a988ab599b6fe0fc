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

  /// The constraints of the neurons that have evidence to keep.
  struct System {
    var problem: MaskProblem
    /// One neuron a constraint, in the order given.
    var neurons: [Int]
    /// How many of the constraints hold with everything hidden: they ask for nothing.
    var vacuous: Int
  }

  /// Asks every neuron to keep more than `gamma` of its evidence.
  ///
  /// A neuron whose evidence is not positive in exact arithmetic (a value that rounding alone made positive, no change) has
  /// nothing to keep, and is left out: with everything kept, every constraint holds.
  ///
  /// - Parameter neurons: indices over the neurons of all layers.
  /// - Throws: ``SMUGError/notFinite(_:)`` where weights or pixels leave the range of numbers.
  func system(neurons: [Int], gamma: Double, evidence: SMUGSettings.Evidence) throws(SMUGError) -> System {
    var accumulator = WindowAccumulator(windows: grid.count)
    var system = System(
      problem: MaskProblem(pixelsPerVariable: grid.pixelsPerWindow, constraints: []), neurons: [], vacuous: 0)
    for neuron in neurons {
      let constraint = try constraint(neuron, gamma, evidence, &accumulator)
      guard Self.sign(constraint) > 0 else { continue }
      system.problem.constraints.append(constraint)
      system.neurons.append(neuron)
      if constraint.bias > constraint.threshold { system.vacuous += 1 }
    }
    return system
  }

  /// The problem of all given neurons, those without evidence too.
  func problem(neurons: [Int], gamma: Double) throws(SMUGError) -> MaskProblem {
    var accumulator = WindowAccumulator(windows: grid.count)
    var problem = MaskProblem(pixelsPerVariable: grid.pixelsPerWindow, constraints: [])
    for neuron in neurons { problem.constraints.append(try constraint(neuron, gamma, .value, &accumulator)) }
    return problem
  }

  private func constraint(
    _ neuron: Int, _ gamma: Double, _ evidence: SMUGSettings.Evidence, _ accumulator: inout WindowAccumulator
  ) throws(SMUGError) -> MaskProblem.Constraint {
    let hidden = fields.field(of: neuron).forEachChange(of: neuron) { position, change in
      accumulator.add(change, to: grid.index(y: position / grid.width, x: position % grid.width))
    }
    let (variables, coefficients) = accumulator.drain()
    guard coefficients.reduce(abs(hidden), { $0 + abs($1) }).isFinite else {
      throw .notFinite("the weights or the pixels that neuron \(neuron) of the first layer sees")
    }
    var constraint = MaskProblem.Constraint(
      variables: variables, coefficients: coefficients, bias: evidence == .value ? hidden : 0, threshold: 0)
    if evidence == .change, Self.sign(constraint) < 0 {
      for index in coefficients.indices { constraint.coefficients[index].negate() }
    }
    constraint.threshold = Self.threshold(
      gamma: gamma, coefficients: constraint.coefficients, bias: constraint.bias)
    return constraint
  }

  /// Of a neuron's evidence with everything kept, exactly.
  private static func sign(_ constraint: MaskProblem.Constraint) -> Int {
    var sum = ExactSum()
    for coefficient in constraint.coefficients { sum.add(coefficient) }
    sum.add(constraint.bias)
    return sum.sign
  }

  /// `gamma` times the neuron's evidence, recomputed from the constraint's own coefficients. The full mask must satisfy
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
