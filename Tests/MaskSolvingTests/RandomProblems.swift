@testable import MaskSolving

/// A small deterministic generator (SplitMix64), so that every failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension MaskProblem {
  /// A random problem: mixed signs, ties at the threshold, unequal costs, now and then infeasible.
  static func random(maxVariables: Int, using random: inout SplitMix64) -> MaskProblem {
    let count = Int.random(in: 1...maxVariables, using: &random)
    let integral = Bool.random(using: &random)
    let feasible = Int.random(in: 0..<4, using: &random) > 0
    let pixels = (0..<count).map { _ in Int.random(in: feasible ? 1...9 : 0...3, using: &random) }
    let arity = Int.random(in: 1...min(count, 7), using: &random)
    let witness = (0..<count).map { _ in Int.random(in: 0..<3, using: &random) > 0 }
    var constraints: [Constraint] = []
    for _ in 0..<Int.random(in: 0...(2 * count), using: &random) {
      let variables = Array(
        (0..<Int32(count)).shuffled(using: &random).prefix(Int.random(in: 0...arity, using: &random)))
      let coefficients = variables.map { _ in
        integral ? Double(Int.random(in: -4...6, using: &random)) : Double.random(in: -1...1.5, using: &random)
      }
      let bias =
        integral ? Double(Int.random(in: -1...1, using: &random)) : Double.random(in: -0.2...0.2, using: &random)
      // The threshold leaves the witness just feasible, most of the time.
      let value = zip(variables, coefficients).reduce(bias) { $0 + (witness[Int($1.0)] ? $1.1 : 0) }
      let slack = integral ? Double(Int.random(in: 0...3, using: &random)) : Double.random(in: 0...1, using: &random)
      constraints.append(
        Constraint(
          variables: variables, coefficients: coefficients, bias: bias,
          threshold: value - slack - (feasible ? (integral ? 1 : 1e-3) : 0)))
    }
    return MaskProblem(pixelsPerVariable: pixels, constraints: constraints)
  }

  /// The least cost and the number of masks that reach it, by trying all of them; nil when infeasible.
  func bruteForce(_ objective: MaskObjective) -> (cost: Int, count: Int)? {
    let costs = self.costs(objective)
    var best: (cost: Int, count: Int)?
    masks: for pattern in 0..<(1 << variableCount) {
      var cost = 0
      for variable in 0..<variableCount where pattern >> variable & 1 == 1 { cost += costs[variable] }
      if let best, cost > best.cost { continue }
      let mask = (0..<variableCount).map { pattern >> $0 & 1 == 1 }
      if MaskChecker.firstViolation(of: self, mask: mask) != nil { continue masks }
      if let known = best, known.cost == cost {
        best = (cost, known.count + 1)
      } else {
        best = (cost, 1)
      }
    }
    return best
  }
}
