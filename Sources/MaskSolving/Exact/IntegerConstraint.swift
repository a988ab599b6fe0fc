/// A variable or its negation.
struct Literal: Hashable, Sendable {
  /// Twice the variable, plus one for the negation.
  var rawValue: Int32

  init(_ variable: Int32, negated: Bool = false) { rawValue = variable << 1 | (negated ? 1 : 0) }

  var variable: Int32 { rawValue >> 1 }
  var isNegated: Bool { rawValue & 1 == 1 }
}

/// `sum(weight * literal) >= bound` with positive integer weights: the normal form of pseudo-Boolean constraints.
///
/// Invariants: the sum of the weights stays below 2^62, every variable occurs at most once.
struct IntegerConstraint: Hashable, Sendable {
  var literals: [Literal]
  var weights: [Int64]
  var bound: Int64
  /// Index of the problem's constraint that it stems from.
  var origin: Int32 = -1

  var total: Int64 { weights.reduce(0, +) }

  /// A single literal that must hold.
  static func unit(_ literal: Literal) -> IntegerConstraint {
    IntegerConstraint(literals: [literal], weights: [1], bound: 1)
  }

  /// Does it hold under `mask`?
  func isSatisfied(by mask: [Bool]) -> Bool {
    var sum: Int64 = 0
    for (literal, weight) in zip(literals, weights) where mask[Int(literal.variable)] != literal.isNegated {
      sum += weight
    }
    return sum >= bound
  }
}

extension IntegerConstraint {
  /// Demands that one of the windows that `mask` keeps and that cost something goes: what comes next is no superset of
  /// `mask`. Nil when it keeps none of them.
  static func blocking(_ mask: [Bool], costs: [Int]) -> IntegerConstraint? {
    let kept = mask.indices.filter { mask[$0] && costs[$0] > 0 }
    if kept.isEmpty { return nil }
    return IntegerConstraint(
      literals: kept.map { Literal(Int32($0), negated: true) }, weights: kept.map { _ in 1 }, bound: 1)
  }

  /// Demands that some window is not as in `mask`. Nil when there is none.
  static func differing(from mask: [Bool]) -> IntegerConstraint? {
    if mask.isEmpty { return nil }
    return IntegerConstraint(
      literals: mask.indices.map { Literal(Int32($0), negated: mask[$0]) }, weights: mask.map { _ in 1 }, bound: 1)
  }

  /// A clause that this constraint implies and `mask`, which violates the constraint, violates too; as short as a
  /// greedy choice makes it.
  func clause(against mask: [Bool]) -> IntegerConstraint {
    var missing = bound
    for (literal, weight) in zip(literals, weights) where mask[Int(literal.variable)] != literal.isNegated {
      missing -= weight
    }
    var kept: [Literal] = []
    let falseOnes = literals.indices.filter { mask[Int(literals[$0].variable)] == literals[$0].isNegated }
    // Light literals may be assumed true as long as the bound stays out of reach.
    for index in falseOnes.sorted(by: { weights[$0] < weights[$1] }) {
      if weights[index] < missing {
        missing -= weights[index]
      } else {
        kept.append(literals[index])
      }
    }
    return IntegerConstraint(literals: kept, weights: kept.map { _ in 1 }, bound: 1)
  }

  /// Without the literals whose weight was rounded to nothing.
  static func trimmed(_ literals: [Literal], _ weights: [Int64], _ bound: Int64) -> IntegerConstraint {
    let kept = weights.indices.filter { weights[$0] > 0 }
    return IntegerConstraint(literals: kept.map { literals[$0] }, weights: kept.map { weights[$0] }, bound: bound)
  }
}
