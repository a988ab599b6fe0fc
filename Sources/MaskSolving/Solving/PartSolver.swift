import Timing

/// Solves one connected part of a component, step by step: quickly first, then as deep as time allows.
///
/// One thread at a time may use it.
final class PartSolver {
  let system: BlockSystem
  /// The same part as constraints, for Z3.
  private let constraints: (Deadline) -> [IntegerConstraint]?
  private let scale: Int
  let budget: MemoryBudget
  /// How many parts may be with Z3 at the same time.
  private let threads: Int
  /// Called now and then while mask and bound improve.
  var report: (() -> Void)?
  /// Row and column of each variable.
  private(set) lazy var places = layout()
  private let layout: () -> [SIMD2<Int32>]

  /// The best assignment known and its cost.
  private(set) var best: (values: [Int8], cost: Int)?
  private(set) var bound: Int
  /// What proved the bound.
  private(set) var engine = ProofEngine.reduction
  private(set) var isInfeasible = false
  private var neighbourhoods: LargeNeighbourhoodSearch?
  private var splitting: LagrangianSplitting?
  private var splittingTables: MemoryBudget.Reservation?
  private var z3Failure: Z3Error?

  init(
    system: BlockSystem, limits: SearchLimits, layout: @escaping () -> [SIMD2<Int32>],
    constraints: @escaping (Deadline) -> [IntegerConstraint]?
  ) {
    self.system = system
    budget = limits.budget
    threads = limits.threads
    self.layout = layout
    self.constraints = constraints
    scale = LagrangianSplitting.scale(costs: system.costs)
    bound = 0
  }

  var isSettled: Bool { isInfeasible || best.map { bound >= $0.cost } ?? false }

  private var totalCost: Int { system.costs.reduce(0, +) }

  func found(_ values: [Int8], _ cost: Int) {
    if cost < best?.cost ?? .max { best = (values, cost) }
  }

  func raise(_ newBound: Int, by engine: ProofEngine) {
    let newBound = min(newBound, best?.cost ?? .max)
    guard newBound > bound else { return }
    bound = newBound
    self.engine = engine
  }

  private func refuse(by engine: ProofEngine) {
    isInfeasible = true
    self.engine = engine
  }

  // MARK: - Quick

  /// Elimination within small tables.
  func eliminateQuickly(deadline: Deadline) { _ = eliminate(entryLimit: 1 << 19, deadline: deadline) }

  /// Where elimination is not enough: a good mask, a first bound, and a small search.
  func solveQuickly(deadline: Deadline) {
    if isSettled || deadline.hasPassed { return }
    improveMask(steps: 1, width: 9, deadline: deadline)
    if hasLargeTables || deadline.hasPassed { return }
    improveBound(rounds: 1, deadline: deadline)
    if isSettled { return }
    improveMask(steps: 3, width: 9, deadline: deadline)
    // Branching pays where mask and bound are close already.
    if let cost = best?.cost, cost - bound <= 2 + cost / 16 { search(nodeLimit: 60, deadline: deadline) }
    if !isSettled && !deadline.hasPassed { _ = eliminate(entryLimit: 1 << 21, deadline: deadline) }
  }

  private var hasLargeTables: Bool { system.blocks.contains { $0.variables.count > BitTable.implicateLimit } }

  /// Exact, if the tables stay small enough.
  private func eliminate(entryLimit: Int, deadline: Deadline) -> Bool {
    // Nothing stops it on the way: in a hurry it must be short.
    let seconds = deadline.remaining
    let entryLimit = seconds < 0.1 ? min(entryLimit, Int(max(0, seconds) * 1e8)) : entryLimit
    guard
      let order = EliminationOrder(
        system, widthLimit: 24, entryLimit: entryLimit, canCondition: false, deadline: deadline)
    else { return false }
    guard let tables = budget.reserve(order.memory) else { return false }
    defer { withExtendedLifetime(tables) {} }
    let start = [Int8](repeating: 0, count: system.costs.count)
    let (cost, values) = BucketElimination(system: system, order: order, values: start).minimise()
    if cost > totalCost {
      refuse(by: .elimination)
    } else {
      found(values, cost)
      raise(cost, by: .elimination)
    }
    return true
  }

  /// Re-optimises large neighbourhoods; says whether the mask improved.
  @discardableResult
  func improveMask(steps: Int, width: Int, deadline: Deadline) -> Bool {
    var search =
      neighbourhoods
      ?? LargeNeighbourhoodSearch(
        system, start: best?.values ?? [Int8](repeating: 1, count: system.costs.count), seed: 1)
    let before = best?.cost ?? .max
    for _ in 0..<steps {
      search.step(width: width, budget: budget, deadline: deadline)
      if search.cost <= totalCost { found(search.values, search.cost) }
      if isSettled || deadline.hasPassed { break }
    }
    neighbourhoods = search
    return best?.cost ?? .max < before
  }

  /// Branch and bound below the best mask known.
  private func search(nodeLimit: Int, deadline: Deadline) {
    // A search goes down some ten levels, each with its smaller tables.
    guard let tables = budget.reserve(4 * system.tableBytes) else { return }
    defer { withExtendedLifetime(tables) {} }
    let cutoff = best?.cost ?? totalCost + 1
    let search = BranchAndBound(scale: scale, deadline: deadline, nodeLimit: nodeLimit)
    let outcome = search.minimise(system, below: cutoff)
    if let values = outcome.best?.values { found(values, outcome.best!.cost) }
    if best == nil && outcome.bound >= cutoff {
      refuse(by: .branchAndBound)
    } else {
      raise(outcome.bound, by: .branchAndBound)
    }
  }

  // MARK: - Deep

  /// Strip search and bundle splitting where tables are large, else Z3. Without a deadline Z3 also gets what those leave
  /// open.
  func deepen(deadline: Deadline) throws {
    if deadline.hasPassed { return }
    let remaining = deadline.remaining
    if hasLargeTables && system.costs.count > 60 {
      let closer = GapCloser(self)
      closer.run(deadline: deadline)
    } else {
      try solveWithZ3(deadline: remaining.isInfinite ? deadline : deadline.limited(toSeconds: remaining * 0.8))
      if !isSettled && !deadline.hasPassed { GapCloser(self).run(deadline: deadline) }
    }
    if !isSettled && remaining.isInfinite && z3Failure == nil { try solveWithZ3(deadline: deadline) }
  }

  /// For costs too large for clusters: large-neighbourhood search and Lagrangian splitting in turns, until neither gains.
  func alternate(deadline: Deadline) {
    var stale = 0
    var width = 11
    while !isSettled && !deadline.hasPassed && (deadline.remaining.isFinite || stale < 5) {
      let before = (best?.cost, bound)
      if !improveMask(steps: 5, width: width, deadline: deadline) { width = min(width + 1, 16) }
      if stale < 3 { improveBound(rounds: 100, deadline: deadline) }
      stale = before == (best?.cost, bound) ? stale + 1 : 0
    }
  }

  /// Raises the bound by Lagrangian splitting: subgradient steps, then block-coordinate ascent.
  func improveBound(rounds: Int, deadline: Deadline) {
    if splittingTables == nil { splittingTables = budget.reserve(system.tableBytes) }
    if splittingTables == nil { return }
    let splitting = self.splitting ?? LagrangianSplitting(system, scale: scale)
    if self.splitting == nil {
      for round in 0..<8 where round < 2 || !deadline.hasPassed { splitting.sweep(forward: round % 2 == 0) }
    }
    self.splitting = splitting
    if rounds > 1 {
      splitting.ascend(rounds: rounds, target: min(best?.cost ?? .max, bound + bound / 16 + 4), deadline: deadline)
      if let units = splitting.bound() { raise((max(units, 0) + scale - 1) / scale, by: .relaxation) }
      for round in 0..<6 {
        if deadline.hasPassed { break }
        splitting.sweep(forward: round % 2 == 0)
      }
    }
    if let units = splitting.bound() { raise((max(units, 0) + scale - 1) / scale, by: .relaxation) }
  }

  /// A failure of Z3 (out of memory, say) costs its share of the answer, not the mask that is known already.
  private func solveWithZ3(deadline: Deadline) throws {
    do {
      let isDone: Void? = try budget.withZ3(sharedBy: threads) { try minimiseWithZ3(deadline: deadline) }
      if isDone == nil { z3Failure = Z3Error(description: Z3Error.outOfMemory) }
    } catch let error as Z3Error where best != nil {
      z3Failure = error
      if error.isOutOfMemory { budget.noteRefusal() }
    }
  }

  private func minimiseWithZ3(deadline: Deadline) throws {
    guard let constraints = self.constraints(deadline) else { return }
    switch try Z3Optimizer.minimise(
      costs: system.costs, under: constraints, deadline: deadline, upTo: best?.cost ?? .max)
    {
    case .infeasible: refuse(by: .z3)
    case .stopped(let bound):
      raise(bound, by: .z3)
      if !isSettled { budget.noteStop(before: deadline) }
    case .optimal(let mask, let cost):
      found(mask.map { $0 ? 1 : 0 }, cost)
      raise(cost, by: .z3)
    }
  }
}
