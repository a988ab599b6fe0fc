import Timing

/// Solves one component: as tables where its constraints are small, else as a whole.
final class ComponentSolver {
  let component: Component
  private let limits: SearchLimits
  /// The component's reduced tables and their connected parts; nil when a constraint is too wide for a table.
  private var system: BlockSystem?
  private var parts: [(variables: [Int32], solver: PartSolver)] = []
  /// Called now and then while a part is being solved.
  var report: (() -> Void)? {
    didSet { for (_, solver) in parts { solver.report = report } }
  }
  /// Without tables: the answer itself.
  private var wide: WideComponentSolver?

  /// Held as long as the tables are.
  private var tables: MemoryBudget.Reservation?

  init(_ component: Component, deadline: Deadline, limits: SearchLimits) {
    self.component = component
    self.limits = limits
    if limits.prover == .z3 {
      wide = WideComponentSolver(component, limits: limits)
      return
    }
    if limits.budget.isLimited { tables = limits.budget.reserve(BlockSystem.tableBytes(of: component)) }
    guard tables != nil || !limits.budget.isLimited,
      var system = BlockSystem(component, deadline: deadline)
    else {
      wide = WideComponentSolver(component, limits: limits)
      return
    }
    system.reduce(deadline: deadline)
    if deadline.hasPassed && !system.isInfeasible {
      // Nothing can be done with the tables any more.
      wide = WideComponentSolver(component, limits: limits)
      return
    }
    self.system = system
    makeParts(limits)
    // Probing pays where elimination does not settle everything.
    for (_, solver) in parts { solver.eliminateQuickly(deadline: deadline) }
    let open = parts.filter { !$0.solver.isSettled }.flatMap(\.variables)
    if isInfeasible || open.isEmpty || deadline.remaining < Self.haste { return }
    if self.system!.probeFailedLiterals(open, deadline: deadline) {
      makeParts(limits)
      for (_, solver) in parts where !solver.isSettled { solver.eliminateQuickly(deadline: deadline) }
    }
  }

  /// With fewer seconds left there are better things to do than probing.
  private static let haste = 1.0

  /// The connected parts of what is open; those that are settled already stay so.
  private func makeParts(_ limits: SearchLimits) {
    let settled = Dictionary(
      uniqueKeysWithValues: parts.filter { $0.solver.isSettled }.map { ($0.variables, $0.solver) })
    parts = []
    let system = self.system!
    if system.isInfeasible { return }
    let component = self.component
    let values = system.values
    for part in system.components() {
      let solver =
        settled[part.variables]
        ?? PartSolver(
          system: part.system, limits: limits,
          layout: {
            let layout = WindowLayout(component)
            return part.variables.map { layout.place(of: component.variables[Int($0)]) }
          },
          constraints: { part.system.constraints(from: component, part.variables, values, deadline: $0) })
      parts.append((part.variables, solver))
    }
  }

  var isInfeasible: Bool {
    system?.isInfeasible ?? false || wide?.isInfeasible ?? false || parts.contains { $0.solver.isInfeasible }
  }

  var isSettled: Bool { isInfeasible || (wide?.isSettled ?? true) && parts.allSatisfy { $0.solver.isSettled } }

  /// What proved the bound: of several parts, what took most effort.
  var engine: ProofEngine {
    wide?.engine ?? parts.map(\.solver).filter { !isInfeasible || $0.isInfeasible }.map(\.engine).max() ?? .reduction
  }

  /// Every mask of the component costs at least this much.
  var bound: Int { wide?.bound ?? system!.fixedCost + parts.reduce(0) { $0 + $1.solver.bound } }

  /// The best mask known, nil when a part has none yet.
  var mask: [Bool]? {
    if let wide { return wide.best?.mask }
    var mask = system!.values.map { $0 == 1 }
    for (variables, solver) in parts {
      guard let best = solver.best else { return nil }
      for (variable, value) in zip(variables, best.values) where value == 1 { mask[Int(variable)] = true }
    }
    return mask
  }

  func solveQuickly(deadline: Deadline) throws {
    try wide?.solveQuickly(deadline: deadline)
    for (_, solver) in parts {
      solver.solveQuickly(deadline: deadline)
      if solver.isInfeasible { return }
    }
  }

  /// How much work is left, roughly: open variables of unsettled parts.
  var weight: Int {
    if let wide, !wide.isSettled { return component.costs.count }
    return parts.reduce(0) { $0 + ($1.solver.isSettled ? 0 : $1.variables.count) }
  }

  func deepen(deadline: Deadline) throws {
    try wide?.deepen(deadline: deadline)
    let open = parts.filter { !$0.solver.isSettled }.map(\.solver).sorted {
      $0.system.costs.count < $1.system.costs.count
    }
    var left = open.reduce(0) { $0 + $1.system.costs.count }
    for solver in open {
      let share = Double(solver.system.costs.count) / Double(left)
      left -= solver.system.costs.count
      let remaining = deadline.remaining
      try solver.deepen(deadline: remaining.isFinite ? deadline.limited(toSeconds: remaining * share) : deadline)
    }
  }

  // MARK: - A second proof

  /// Whether Z3 settled the component as well, with the same answer.
  private(set) var isConfirmed = false

  /// Has Z3 prove the component's least cost again, from its constraints alone; where the search has left it open, Z3's
  /// answer is taken.
  ///
  /// - Throws: ``MaskSolvingError/proversDisagree(_:)`` where what the two have proven cannot both be true.
  func confirmWithZ3(deadline: Deadline) throws {
    let outcome = try limits.budget.withZ3(sharedBy: limits.threads) {
      try Z3Optimizer.minimise(costs: component.costs, under: component.constraints, deadline: deadline)
    }
    if let outcome { try compare(with: outcome) }
  }

  func compare(with outcome: Z3Optimizer.Outcome) throws(MaskSolvingError) {
    let found = isInfeasible ? nil : mask.map(component.cost)
    switch outcome {
    case .infeasible:
      guard found == nil else { throw disagreement("Z3 finds no mask") }
      isConfirmed = isInfeasible
    case .optimal(let mask, let cost):
      guard !isInfeasible, cost >= bound, cost <= found ?? .max else { throw disagreement("Z3 proves \(cost)") }
      isConfirmed = isSettled
      if !isSettled {
        wide = WideComponentSolver(component, limits: limits, optimum: (mask, cost))
        (system, parts) = (nil, [])
      }
    case .stopped(let least):
      guard least <= found ?? .max else { throw disagreement("Z3 proves at least \(least)") }
    }
  }

  private func disagreement(_ words: String) -> MaskSolvingError {
    let own =
      isInfeasible
      ? "the search finds no mask" : "the search has one of \(mask.map(component.cost) ?? 0), at least \(bound)"
    return .proversDisagree("of a component of \(component.costs.count) windows \(words), \(own)")
  }
}
