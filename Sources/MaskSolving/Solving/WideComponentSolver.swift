import Timing

/// Solves a component as a whole, without tables: those with constraints too wide for any (fully connected first layers)
/// by a greedy mask, a bound by Lagrangian relaxation, then Z3; each one by Z3 alone where that is asked for.
final class WideComponentSolver {
  let component: Component
  private(set) var best: (mask: [Bool], cost: Int)?
  private(set) var bound = 0
  /// What proved the bound.
  private(set) var engine = ProofEngine.reduction
  private(set) var isInfeasible = false

  private let limits: SearchLimits

  init(_ component: Component, limits: SearchLimits) {
    self.component = component
    self.limits = limits
  }

  /// A component that Z3 has settled.
  init(_ component: Component, limits: SearchLimits, optimum: (mask: [Bool], cost: Int)) {
    self.component = component
    self.limits = limits
    best = optimum
    bound = optimum.cost
    engine = .z3
  }

  /// Z3 alone takes nothing for granted, not even that a mask may cost nothing.
  var isSettled: Bool {
    if isInfeasible { return true }
    if limits.prover == .z3 && engine != .z3 { return false }
    return best.map { bound >= $0.cost } ?? false
  }

  func solveQuickly(deadline: Deadline) throws {
    if limits.prover == .z3 {
      // A mask to fall back on, and no more.
      best = GreedyMask(component).mask().map { ($0, component.cost(of: $0)) }
      return
    }
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
    raise(
      LagrangianRelaxation(component).bound(rounds: 200, upper: best?.cost, deadline: deadline), by: .relaxation)
  }

  private func raise(_ newBound: Int, by engine: ProofEngine) {
    let newBound = min(newBound, best?.cost ?? .max)
    guard newBound > bound else { return }
    bound = newBound
    self.engine = engine
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
    switch try Z3Optimizer.minimise(
      costs: component.costs, under: component.constraints, deadline: deadline, upTo: best?.cost ?? .max)
    {
    case .infeasible:
      isInfeasible = true
      engine = .z3
    case .stopped(let bound):
      raise(bound, by: .z3)
      if !isSettled { limits.budget.noteStop(before: deadline) }
    case .optimal(let mask, let cost):
      (best, bound, engine) = ((mask, cost), cost, .z3)
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
