/// What is known about one component.
struct ComponentAnswer: Sendable {
  /// The best mask found (local variables), nil when none was found or none exists.
  var mask: [Bool]?
  /// Its cost.
  var cost: Int
  /// Every mask of the component costs at least this much.
  var bound: Int
  var isInfeasible = false

  var isOptimal: Bool { mask != nil && bound >= cost }
}

/// Solves one component.
struct ComponentSolver {
  var component: Component
  var deadline: Deadline

  func solve() throws -> ComponentAnswer {
    try solveWithZ3(constraints: component.constraints)
  }

  /// Z3 on the constraints, refined by clauses where it saw rounded weights.
  private func solveWithZ3(constraints: [IntegerConstraint]) throws -> ComponentAnswer {
    let optimizer = try Z3Optimizer(costs: component.costs)
    for constraint in constraints { try optimizer.require(constraint) }
    while true {
      switch try optimizer.minimise(deadline: deadline) {
      case .infeasible:
        return ComponentAnswer(mask: nil, cost: 0, bound: 0, isInfeasible: true)
      case .stopped(let bound):
        return ComponentAnswer(mask: nil, cost: 0, bound: bound)
      case .optimal(let mask, let cost):
        guard let violated = constraints.first(where: { !$0.isSatisfied(by: mask) }) else {
          return ComponentAnswer(mask: mask, cost: cost, bound: cost)
        }
        try optimizer.require(violated.clause(against: mask))
      }
    }
  }
}

extension IntegerConstraint {
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
}
