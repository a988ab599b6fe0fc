import BigInt

// From strict thresholds over doubles to small integers with the same truth table.
//
// Every double is significand * 2^exponent, so a common exponent makes all of them integers. What follows shrinks
// those integers without changing the constraint's truth value anywhere on the cube: weights above the bound are cut
// to it, literals without which the bound is out of reach become constraints of their own, and then the gap between
// the largest sum that violates and the smallest that satisfies (found from the sorted subset sums of two halves)
// says how coarsely the weights may be rounded.

extension IntegerForm {
  /// The same, with the index of the problem's constraint noted.
  func from(_ origin: Int32) -> IntegerForm {
    func noted(_ constraints: [IntegerConstraint]) -> [IntegerConstraint] {
      constraints.map {
        var constraint = $0
        constraint.origin = origin
        return constraint
      }
    }
    switch self {
    case .impossible: return self
    case .exact(let constraints): return .exact(noted(constraints))
    case .sandwich(let outer, let inner): return .sandwich(outer: noted(outer), inner: noted(inner))
    }
  }

  /// The largest number of literals for which the gap is searched (2^(n/2) subset sums a half).
  static let gapSearchLimit = 24

  init(_ constraint: MaskProblem.Constraint) {
    var shapes = ConstraintShapes()
    self.init(constraint, shapes: &shapes)
  }

  /// - Parameter shapes: of the constraints before, so that each is looked into once.
  init(_ constraint: MaskProblem.Constraint, shapes: inout ConstraintShapes) {
    var least = Int.max
    var most = Int.min
    func widen(_ value: Double) {
      if value == 0 { return }
      let parts = BinaryParts(value)
      least = min(least, parts.exponent)
      most = max(most, parts.exponent + 64 - parts.significand.magnitude.leadingZeroBitCount)
    }
    for coefficient in constraint.coefficients { widen(coefficient) }
    widen(constraint.bias)
    widen(constraint.threshold)
    if least == Int.max {
      self = .impossible  // 0 > 0
      return
    }
    let sumBits = most - least + 2 + (Int.bitWidth - constraint.variables.count.leadingZeroBitCount)
    if sumBits <= 62 {
      self.init(constraint, exponent: least, as: Int64.self, &shapes)
    } else if sumBits <= 126 {
      self.init(constraint, exponent: least, as: Int128.self, &shapes)
    } else {
      self.init(constraint, exponent: least, as: BigInt.self, &shapes)
    }
  }

  private init<Integer: SignedInteger>(
    _ constraint: MaskProblem.Constraint, exponent: Int, as _: Integer.Type, _ shapes: inout ConstraintShapes
  ) {
    func integer(_ value: Double) -> Integer {
      if value == 0 { return 0 }
      let parts = BinaryParts(value)
      return Integer(parts.significand) << (parts.exponent - exponent)
    }
    // Strictly above a threshold is at least one unit above it.
    var bound = integer(constraint.threshold) - integer(constraint.bias) + 1
    var literals: [Literal] = []
    var weights: [Integer] = []
    var total: Integer = 0
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
    self.init(literals: literals, weights: weights, total: total, bound: bound, &shapes)
  }

  private init<Integer: SignedInteger>(
    literals: [Literal], weights: [Integer], total: Integer, bound: Integer, _ shapes: inout ConstraintShapes
  ) {
    var literals = literals
    var weights = weights
    var total = total
    var bound = bound
    var units: [IntegerConstraint] = []
    if total < bound {
      self = .impossible
      return
    }
    // Cut weights to the bound and take out forced literals until neither changes anything.
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
          if bound <= 0 { break }
          continue
        }
        weights[kept] = weight
        literals[kept] = literals[index]
        kept += 1
      }
      if bound <= 0 { break }
      literals.removeLast(literals.count - kept)
      weights.removeLast(weights.count - kept)
    }
    if bound <= 0 {
      self = .exact(units)
      return
    }
    let count = literals.count
    if total < 1 << 16 {
      let constraint = IntegerConstraint(
        literals: literals, weights: weights.map { Int64($0) }, bound: Int64(bound))
      self = .exact(units + [constraint])
      return
    }
    if count <= Self.gapSearchLimit {
      let gap = shapes.gap(weights: weights, bound: bound)
      if let small = gap.rounded(weights: weights, literals: literals) {
        self = .exact(units + [small])
        return
      }
      if count <= 16 {
        self = .exact(units + Self.clauses(literals: literals, weights: weights, bound: bound))
        return
      }
    }
    if total < Integer(1) << 61 {
      let constraint = IntegerConstraint(
        literals: literals, weights: weights.map { Int64($0) }, bound: Int64(bound))
      self = .exact(units + [constraint])
      return
    }
    // Round outward and inward, with 60 bits for the sum.
    var shift = 0
    while total >> shift >= Integer(1) << 60 { shift += 1 }
    let unit = Integer(1) << shift
    let down = weights.map { Int64($0 >> shift) }
    let up = weights.map { Int64(($0 + unit - 1) >> shift) }
    let outer = Self.trimmed(literals, up, Int64(bound >> shift))
    let inner = Self.trimmed(literals, down, Int64((bound + unit - 1) >> shift))
    self = .sandwich(outer: units + [outer], inner: units + [inner])
  }

  /// Without the literals whose weight was rounded to nothing.
  static func trimmed(_ literals: [Literal], _ weights: [Int64], _ bound: Int64) -> IntegerConstraint {
    let kept = weights.indices.filter { weights[$0] > 0 }
    return IntegerConstraint(literals: kept.map { literals[$0] }, weights: kept.map { weights[$0] }, bound: bound)
  }

  /// The prime implicates of a threshold function: for every maximal set of literals whose sum misses the bound, one
  /// of the others must hold. The way out for weights of wildly different size.
  private static func clauses<Integer: SignedInteger>(
    literals: [Literal], weights: [Integer], bound: Integer
  ) -> [IntegerConstraint] {
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

/// The gaps of the constraints met, by what they depend on: the weights in ascending order, and the bound.
struct ConstraintShapes {
  private struct Shape: Hashable {
    var weights: [Int64]
    var bound: Int64
  }

  /// Finding the gap of fewer weights is quicker than looking it up.
  private static let leastCount = 12

  private var gaps: [Shape: Gap<Int64>] = [:]

  /// Distinct shapes met.
  var count: Int { gaps.count }

  fileprivate mutating func gap<Integer>(weights: [Integer], bound: Integer) -> Gap<Integer> {
    guard Integer.self == Int64.self, weights.count >= Self.leastCount else {
      return Gap(weights: weights, bound: bound)
    }
    let shape = Shape(weights: weights.map { Int64($0) }.sorted(), bound: Int64(bound))
    if let known = gaps[shape] { return Gap(below: Integer(known.below), reaching: Integer(known.reaching)) }
    let gap = Gap(weights: shape.weights, bound: shape.bound)
    gaps[shape] = gap
    return Gap(below: Integer(gap.below), reaching: Integer(gap.reaching))
  }
}

/// The largest subset sum below a bound and the smallest not below it.
struct Gap<Integer: SignedInteger> {
  var below: Integer
  var reaching: Integer

  init(below: Integer, reaching: Integer) {
    self.below = below
    self.reaching = reaching
  }

  init(weights: [Integer], bound: Integer) {
    let half = weights.count / 2
    let first = Self.subsetSums(weights[..<half])
    let second = Self.subsetSums(weights[half...])
    below = 0
    reaching = first.last! + second.last!
    // Walk the staircase between sums that miss and sums that reach the bound.
    var j = second.count - 1
    for sum in first {
      while j >= 0 && sum + second[j] >= bound {
        let candidate = sum + second[j]
        if candidate < reaching { reaching = candidate }
        j -= 1
      }
      if j < 0 { break }
      let candidate = sum + second[j]
      if candidate > below { below = candidate }
    }
  }

  private static func subsetSums(_ weights: ArraySlice<Integer>) -> [Integer] {
    var sums: [Integer] = [0]
    for weight in weights {
      var merged: [Integer] = []
      merged.reserveCapacity(sums.count * 2)
      var i = 0
      var j = 0
      while i < sums.count || j < sums.count {
        if j == sums.count || (i < sums.count && sums[i] <= sums[j] + weight) {
          merged.append(sums[i])
          i += 1
        } else {
          merged.append(sums[j] + weight)
          j += 1
        }
      }
      sums = merged
    }
    return sums
  }

  /// The coarsest rounding by a power of two that keeps every sum on its side, or nil when their sum exceeds 2^60.
  ///
  /// Rounding n weights to the nearest moves a sum by at most n/2 units; so the two sides stay apart as long as the
  /// gap is wider than n units.
  fileprivate func rounded(weights: [Integer], literals: [Literal]) -> IntegerConstraint? {
    let count = Integer(weights.count)
    var shift = 0
    while (count << (shift + 1)) < reaching - below { shift += 1 }
    var total: Integer = 0
    for weight in weights { total += weight }
    if total >> shift >= Integer(1) << 60 { return nil }
    if shift == 0 {
      return IntegerConstraint(literals: literals, weights: weights.map { Int64($0) }, bound: Int64(reaching))
    }
    let halfUnit = Integer(1) << (shift - 1)
    let rounded = weights.map { Int64(($0 + halfUnit) >> shift) }
    // The feasible sums reach at least reaching / 2^shift - n/2, and being integers, that rounded up.
    let doubled: Integer = (reaching << 1) - (count << shift)
    let unit: Integer = Integer(1) << (shift + 1)
    let bound = Int64((doubled + (unit - 1)) >> (shift + 1))
    return IntegerForm.trimmed(literals, rounded, bound)
  }
}

/// A finite nonzero double as an odd integer times a power of two.
private struct BinaryParts {
  var significand: Int64
  var exponent: Int

  init(_ value: Double) {
    let exponentBits = Int(value.exponentBitPattern)
    var bits = Int64(value.significandBitPattern)
    var place = -1074
    if exponentBits != 0 {
      bits |= 1 << 52
      place = exponentBits - 1075
    }
    let zeros = bits.trailingZeroBitCount
    significand = value.sign == .minus ? -(bits >> zeros) : bits >> zeros
    exponent = place + zeros
  }
}
