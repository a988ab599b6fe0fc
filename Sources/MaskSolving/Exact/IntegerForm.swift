import BigInt

// From strict thresholds over doubles to small integers with the same truth table.
//
// Every double is significand * 2^exponent, so a common exponent makes all of them integers. What follows shrinks
// those integers without changing the constraint's truth value anywhere on the cube: weights above the bound are cut
// to it, literals without which the bound is out of reach become constraints of their own, and then the gap between
// the largest sum that violates and the smallest that satisfies (found from the sorted subset sums of two halves)
// says how coarsely the weights may be rounded.

/// What a strict constraint over doubles is in integers.
enum IntegerForm: Sendable {
  /// No mask satisfies it.
  case impossible
  /// The conjunction of these has the same truth table (none: it always holds).
  case exact([IntegerConstraint])
  /// Too many digits for 64 bits: every mask that satisfies the doubles satisfies `outer`, and every mask that
  /// satisfies `inner` satisfies the doubles.
  case sandwich(outer: [IntegerConstraint], inner: [IntegerConstraint])
}

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
      self = ScaledConstraint<Int64>(constraint, exponent: least).integerForm(&shapes)
    } else if sumBits <= 126 {
      self = ScaledConstraint<Int128>(constraint, exponent: least).integerForm(&shapes)
    } else {
      self = ScaledConstraint<BigInt>(constraint, exponent: least).integerForm(&shapes)
    }
  }
}
