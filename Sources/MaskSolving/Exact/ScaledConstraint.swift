/// A constraint over doubles in units of a power of two, which makes it a pseudo-Boolean constraint with positive
/// weights, of any size.
struct ScaledConstraint<Integer: SignedInteger> {
  private var literals: [Literal] = []
  private var weights: [Integer] = []
  private var total: Integer = 0
  private var bound: Integer

  /// - Parameter exponent: that of the unit, not above the exponent of any number in the constraint.
  init(_ constraint: MaskProblem.Constraint, exponent: Int) {
    func integer(_ value: Double) -> Integer {
      if value == 0 { return 0 }
      let parts = BinaryParts(value)
      return Integer(parts.significand) << (parts.exponent - exponent)
    }
    // Strictly above a threshold is at least one unit above it.
    bound = integer(constraint.threshold) - integer(constraint.bias) + 1
    literals.reserveCapacity(constraint.variables.count)
    weights.reserveCapacity(constraint.variables.count)
    for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where coefficient != 0 {
      var weight = integer(coefficient)
      if weight < 0 {
        weight = -weight
        bound += weight
        literals.append(Literal(variable, negated: true))
      } else {
        literals.append(Literal(variable))
      }
      weights.append(weight)
      total += weight
    }
  }

  /// The largest number of literals for which the gap is searched (2^(n/2) subset sums a half).
  private static var gapSearchLimit: Int { 24 }

  /// The largest number of literals for which the prime implicates are listed.
  private static var clauseLimit: Int { 16 }

  /// Constraints with 64-bit weights that say the same, or two that hold it between them.
  func integerForm(_ shapes: inout ConstraintShapes) -> IntegerForm {
    if total < bound { return .impossible }
    var rest = self
    let units = rest.takeForcedLiterals()
    if rest.bound <= 0 { return .exact(units) }
    if rest.total < 1 << 16 { return .exact(units + [rest.unrounded]) }
    if let exact = rest.roundedExactly(&shapes) { return .exact(units + exact) }
    if rest.total < Integer(1) << 61 { return .exact(units + [rest.unrounded]) }
    let (outer, inner) = rest.sandwich
    return .sandwich(outer: units + [outer], inner: units + [inner])
  }

  /// Cuts weights to the bound and takes out forced literals until neither changes anything; gives these as constraints
  /// of their own.
  private mutating func takeForcedLiterals() -> [IntegerConstraint] {
    var units: [IntegerConstraint] = []
    var changed = true
    while changed && bound > 0 {
      changed = false
      var kept = 0
      for index in literals.indices {
        var weight = weights[index]
        if weight > bound {
          total -= weight - bound
          weight = bound
          changed = true
        }
        if total - weight < bound {
          units.append(.unit(literals[index]))
          total -= weight
          bound -= weight
          changed = true
          if bound <= 0 { return units }
          continue
        }
        weights[kept] = weight
        literals[kept] = literals[index]
        kept += 1
      }
      literals.removeLast(literals.count - kept)
      weights.removeLast(weights.count - kept)
    }
    return units
  }

  private var unrounded: IntegerConstraint {
    IntegerConstraint(literals: literals, weights: weights.map { Int64($0) }, bound: Int64(bound))
  }

  /// The same truth table with smaller weights or as clauses; nil with too many literals.
  private func roundedExactly(_ shapes: inout ConstraintShapes) -> [IntegerConstraint]? {
    if literals.count > Self.gapSearchLimit { return nil }
    let gap = shapes.gap(weights: weights, bound: bound)
    if let small = gap.rounded(weights: weights, literals: literals) { return [small] }
    return literals.count <= Self.clauseLimit ? clauses : nil
  }

  /// Rounded outward and inward, with 60 bits for the sum.
  private var sandwich: (outer: IntegerConstraint, inner: IntegerConstraint) {
    var shift = 0
    while total >> shift >= Integer(1) << 60 { shift += 1 }
    let unit = Integer(1) << shift
    let down = weights.map { Int64($0 >> shift) }
    let up = weights.map { Int64(($0 + unit - 1) >> shift) }
    return (
      .trimmed(literals, up, Int64(bound >> shift)), .trimmed(literals, down, Int64((bound + unit - 1) >> shift))
    )
  }

  /// The prime implicates of a threshold function: for every maximal set of literals whose sum misses the bound, one
  /// of the others must hold. The way out for weights of wildly different size.
  private var clauses: [IntegerConstraint] {
    let order = weights.indices.sorted { weights[$0] > weights[$1] }
    var suffix = [Integer](repeating: 0, count: order.count + 1)
    for place in order.indices.reversed() { suffix[place] = suffix[place + 1] + weights[order[place]] }
    var result: [IntegerConstraint] = []
    var left: [Literal] = []
    // `sum` is that of the chosen false-side complement: literals assumed true so far.
    func descend(_ place: Int, _ sum: Integer, _ leastLeft: Integer?) {
      if sum >= bound { return }
      if sum + suffix[place] < bound {
        // All the rest may be true as well; maximal only if no left-out literal could still be added.
        if let leastLeft, sum + suffix[place] + leastLeft < bound { return }
        result.append(
          IntegerConstraint(literals: left, weights: left.map { _ in 1 }, bound: 1))
        return
      }
      if place == order.count { return }
      let weight = weights[order[place]]
      descend(place + 1, sum + weight, leastLeft)
      left.append(literals[order[place]])
      descend(place + 1, sum, leastLeft.map { min($0, weight) } ?? weight)
      left.removeLast()
    }
    descend(0, 0, nil)
    return result
  }
}
