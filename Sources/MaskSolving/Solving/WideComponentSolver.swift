import Timing

/// Solves a component with constraints too wide for tables (fully connected first layers): a greedy mask, a bound by
/// Lagrangian relaxation, then Z3.
final class WideComponentSolver {
  let component: Component
  private(set) var best: (mask: [Bool], cost: Int)?
  private(set) var bound = 0
  private(set) var isInfeasible = false

  private let limits: SearchLimits

  init(_ component: Component, limits: SearchLimits) {
    self.component = component
    self.limits = limits
  }

  var isSettled: Bool { isInfeasible || best.map { bound >= $0.cost } ?? false }

  func solveQuickly(deadline: Deadline) throws {
    if let mask = component.cheapestForSingleConstraint() {
      best = (mask, component.cost(of: mask))
      bound = best!.cost
      return
    }
    // There is a greedy mask to fall back on.
    if deadline.hasPassed { return }
    if let mask = GreedyMask(component).mask() {
      best = (mask, component.cost(of: mask))
    }
    bound = max(bound, LagrangianRelaxation(component).bound(rounds: 200, upper: best?.cost, deadline: deadline))
  }

  func deepen(deadline: Deadline) throws {
    if isSettled || deadline.hasPassed { return }
    do {
      _ = try limits.budget.withZ3(sharedBy: limits.threads) { try minimiseWithZ3(deadline: deadline) }
    } catch let error as Z3Error where best != nil && error.isOutOfMemory {
      limits.budget.noteRefusal()
    }
  }

  private func minimiseWithZ3(deadline: Deadline) throws {
    let optimizer = try Z3Optimizer(costs: component.costs)
    for constraint in component.constraints {
      if deadline.hasPassed { return }
      try optimizer.require(constraint)
    }
    while true {
      switch try optimizer.minimise(deadline: deadline) {
      case .infeasible:
        isInfeasible = true
        return
      case .stopped(let newBound):
        limits.budget.noteStop(before: deadline)
        bound = max(bound, min(newBound, best?.cost ?? .max))
        return
      case .optimal(let mask, let cost):
        if let violated = component.constraints.first(where: { !$0.isSatisfied(by: mask) }) {
          bound = max(bound, cost)
          if isSettled { return }
          try optimizer.require(violated.clause(against: mask))
          continue
        }
        best = (mask, cost)
        bound = cost
        return
      }
    }
  }
}

extension Component {
  /// With one constraint and equal costs, the heaviest literals that reach the bound are a cheapest mask.
  fileprivate func cheapestForSingleConstraint() -> [Bool]? {
    guard constraints.count == 1, costs.allSatisfy({ $0 == costs[0] }) else { return nil }
    let constraint = constraints[0]
    // A negated literal is true for free; a plain one costs.
    var missing = constraint.bound
    for (literal, weight) in zip(constraint.literals, constraint.weights) where literal.isNegated { missing -= weight }
    var mask = [Bool](repeating: false, count: costs.count)
    let plain = constraint.literals.indices.filter { !constraint.literals[$0].isNegated }
    for index in plain.sorted(by: { (constraint.weights[$1], $0) < (constraint.weights[$0], $1) }) {
      if missing <= 0 { break }
      mask[Int(constraint.literals[index].variable)] = true
      missing -= constraint.weights[index]
    }
    return missing <= 0 ? mask : nil
  }

  func cost(of mask: [Bool]) -> Int {
    var total = 0
    for (variable, kept) in mask.enumerated() where kept { total += costs[variable] }
    return total
  }
}
