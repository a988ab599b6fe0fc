import Timing

/// A lower bound for wide constraints by Lagrangian relaxation: any nonnegative multipliers of the constraints give one,
/// and the subgradient method finds good ones (Held and Karp 1971). In the end the multipliers are rounded to whole
/// numbers, so that the bound is exact.
struct LagrangianRelaxation {
  let component: Component
  /// Constraints scaled to weights of unit length: floating point only chooses the multipliers.
  private let scales: [Double]

  init(_ component: Component) {
    self.component = component
    scales = component.constraints.map { constraint in
      let length = constraint.weights.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      return 1 / max(1, length)
    }
  }

  func bound(rounds: Int, upper: Int?, deadline: Deadline) -> Int {
    let upper = Double(upper ?? component.costs.reduce(0, +))
    var multipliers = [Double](repeating: 0, count: component.constraints.count)
    var best = multipliers
    // Without any multiplier the bound is 0.
    var highest = 0.0
    var pace = 1.0
    var stale = 0
    for _ in 0..<rounds {
      if deadline.hasPassed { break }
      var reduced = component.costs.map { Double($0) }
      var value = 0.0
      for (index, constraint) in component.constraints.enumerated() where multipliers[index] > 0 {
        let factor = multipliers[index] * scales[index]
        value += factor * Double(constraint.bound)
        for (literal, weight) in zip(constraint.literals, constraint.weights) {
          if literal.isNegated {
            reduced[Int(literal.variable)] += factor * Double(weight)
            value -= factor * Double(weight)
          } else {
            reduced[Int(literal.variable)] -= factor * Double(weight)
          }
        }
      }
      for cost in reduced where cost < 0 { value += cost }
      if value > highest * 1.000001 {
        highest = value
        best = multipliers
        stale = 0
      } else {
        stale += 1
        if stale > 8 {
          pace *= 0.6
          stale = 0
          // Back to the best point, with shorter steps.
          multipliers = best
          continue
        }
      }
      // The violation of each constraint at the relaxed optimum is the direction of steepest ascent.
      var norm = 0.0
      var direction = [Double](repeating: 0, count: multipliers.count)
      for (index, constraint) in component.constraints.enumerated() {
        var sum = Double(constraint.bound)
        for (literal, weight) in zip(constraint.literals, constraint.weights)
        where (reduced[Int(literal.variable)] < 0) != literal.isNegated {
          sum -= Double(weight)
        }
        direction[index] = sum * scales[index]
        norm += direction[index] * direction[index]
      }
      if norm == 0 { break }
      let step = pace * max(upper - value, 0.5) / norm
      for index in multipliers.indices { multipliers[index] = max(0, multipliers[index] + step * direction[index]) }
    }
    return exactBound(best)
  }

  /// The bound by these multipliers, rounded to multiples of 2^-40 of what they multiply, in exact arithmetic.
  private func exactBound(_ multipliers: [Double]) -> Int {
    // Everything in units of 2^-40 of a cost. A multiplier times a weight may be rounded down in the weight's favour.
    let unit = 1_099_511_627_776.0
    var reduced = component.costs.map { Int128($0) << 40 }
    var value: Int128 = 0
    for (index, constraint) in component.constraints.enumerated() {
      // 60 more bits for the multiplier itself, so that small ones over large weights keep their digits.
      let factor = multipliers[index] * scales[index] * unit
      guard factor > 0, factor < 0x1p62 else { continue }
      let shift = max(0, min(60, 50 - Int(factor.exponent)))
      let whole = Int128(Int64(scalbn(factor, shift).rounded(.down)))
      if whole <= 0 { continue }
      value += (whole * Int128(constraint.bound)) >> shift
      for (literal, weight) in zip(constraint.literals, constraint.weights) {
        // The constraint times its multiplier, each product rounded up: that only weakens it.
        let product = ((whole * Int128(weight)) >> shift) + 1
        if literal.isNegated {
          reduced[Int(literal.variable)] += product
          value -= product
        } else {
          reduced[Int(literal.variable)] -= product
        }
      }
    }
    for cost in reduced where cost < 0 { value += cost }
    if value <= 0 { return 0 }
    return Int((value + (Int128(1) << 40) - 1) >> 40)
  }
}

private func scalbn(_ value: Double, _ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: value)
}
