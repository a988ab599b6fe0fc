import Dispatch
import Foundation
import Timing

/// One solve of one problem.
struct MaskSolverRun {
  let problem: MaskProblem
  let settings: SolverSettings
  let progress: (@Sendable (SolverProgress) -> Void)?
  private let watch = Stopwatch()
  private let deadline: Deadline
  private let isCancelled: (@Sendable () -> Bool)?
  let limits: SearchLimits

  init(
    problem: MaskProblem, settings: SolverSettings, isCancelled: (@Sendable () -> Bool)? = nil,
    progress: (@Sendable (SolverProgress) -> Void)?
  ) {
    self.problem = problem
    self.settings = settings
    self.progress = progress
    self.isCancelled = isCancelled
    limits = SearchLimits(
      budget: MemoryBudget(megabytes: settings.memoryLimitMegabytes), threads: settings.threads,
      prover: settings.prover)
    // A little is kept back for putting the mask together and checking it.
    let entries = problem.constraints.reduce(0) { $0 + $1.variables.count }
    let reserve = 2e-4 + 2e-8 * Double(entries + problem.variableCount)
    let limit =
      settings.timeLimit.map { Deadline(secondsFromNow: $0 - max($0 * 0.01, min($0 * 0.5, reserve))) } ?? .never
    deadline = isCancelled.map(limit.cancelled) ?? limit
  }

  func solve() throws -> MaskSolution {
    var watch = Stopwatch()
    // The integers, and their copies on the way to the components.
    let entries = problem.constraints.reduce(0) { $0 + $1.variables.count }
    let bytes = 40 * entries + 400 * problem.constraints.count + 64 * problem.variableCount
    guard let held = limits.budget.reserve(bytes) else { return try roughly([], limit: .memory) }
    defer { withExtendedLifetime(held) {} }
    var outer: [IntegerConstraint] = []
    var inner: [IntegerConstraint] = []
    var isSandwiched = false
    var shapes = ConstraintShapes()
    for (index, constraint) in problem.constraints.enumerated() {
      if index % 8 == 7 && deadline.hasPassed {
        return try roughly([.init(name: "exact integers", seconds: watch.lap())], limit: .time)
      }
      switch IntegerForm(constraint, shapes: &shapes).from(Int32(index)) {
      case .impossible:
        return infeasible([.init(name: "exact integers", seconds: watch.lap())])
      case .exact(let some):
        outer += some
        inner += some
      case .sandwich(let weaker, let stronger):
        outer += weaker
        inner += stronger
        isSandwiched = true
      }
    }
    let stages = [MaskSolution.Stage(name: "exact integers", seconds: watch.lap())]
    var solution = try solve(outer, stages)
    if solution.status == .infeasible { return solution }
    watch = Stopwatch()
    var violation = MaskChecker.firstViolation(of: problem, mask: solution.mask)
    if violation != nil && isSandwiched {
      // The mask lives in the sliver between the two roundings: take one that is surely feasible.
      let (bound, proof) = (solution.bound, solution.proof)
      solution = try solve(inner, solution.stages)
      solution.proof = proof
      if solution.status == .infeasible { throw MaskSolvingError.limitReachedWithoutMask(bound: bound) }
      solution.bound = bound
      solution.status = bound >= solution.cost ? .optimal : .feasible
      if solution.status == .optimal { solution.limit = nil }
      violation = MaskChecker.firstViolation(of: problem, mask: solution.mask)
    }
    if let violation { throw MaskSolvingError.checkFailed("constraint \(violation) does not hold") }
    solution.stages.append(.init(name: "check", seconds: watch.lap()))
    return solution
  }

  /// Solves integer constraints; the mask is not yet checked against the doubles.
  private func solve(_ constraints: [IntegerConstraint], _ stages: [MaskSolution.Stage]) throws -> MaskSolution {
    var stages = stages
    var watch = Stopwatch()
    let costs = problem.costs(settings.objective)
    let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
    if presolve.isInfeasible { return infeasible(stages + [.init(name: "presolve", seconds: watch.lap())]) }
    let components = Component.components(
      variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints)
    var mask = presolve.values.map { $0 == 1 }
    let fixedCost = problem.cost(of: mask, settings.objective)
    stages.append(.init(name: "presolve", seconds: watch.lap()))
    // Where time is short, the masks to fall back on come first.
    let isHasty = deadline.remaining < Self.haste
    let fallbacks: [[Bool]?] = isHasty ? components.map { $0.fallbackMask(deadline: deadline) } : []

    let team = ComponentScheduler(
      components: components, fixedCost: fixedCost, limits: limits, deadline: deadlineOfSearch, watch: self.watch,
      progress: progress)
    try team.solveQuickly()
    stages.append(.init(name: "quick", seconds: watch.lap()))
    try team.deepen()
    stages.append(.init(name: "deep", seconds: watch.lap()))
    if settings.prover == .both {
      try team.confirmWithZ3(deadline: deadline)
      stages.append(.init(name: "Z3", seconds: watch.lap()))
    }
    if team.isInfeasible { return infeasible(stages) }

    let bound = fixedCost + team.bound
    for (index, component) in components.enumerated() {
      let solver = team.solvers[index]
      var masks = [solver.flatMap(\.mask)]
      // Where time was short, a greedy choice may be the better one.
      if !(solver?.isSettled ?? false) { masks.append(isHasty ? fallbacks[index] : component.fallbackMask()) }
      guard let local = masks.compactMap({ $0 }).min(by: { component.cost(of: $0) < component.cost(of: $1) }) else {
        throw MaskSolvingError.limitReachedWithoutMask(bound: bound)
      }
      for (variable, kept) in zip(component.variables, local) where kept { mask[Int(variable)] = true }
    }
    let cost = problem.cost(of: mask, settings.objective)
    let isOptimal = bound >= cost
    var solution = MaskSolution(
      status: isOptimal ? .optimal : .feasible, mask: mask, cost: cost, bound: min(bound, cost),
      limit: isOptimal ? nil : limits.budget.hasRefused ? .memory : .time, proof: team.proof,
      stages: stages)
    if settings.certificate {
      // Writing the proof down may take as long again as the time limit allowed for finding it.
      let limit = settings.timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
      var builder = CertificateBuilder(
        problem: problem, objective: settings.objective, mask: mask, fixedCost: fixedCost, components: components,
        deadline: isCancelled.map(limit.cancelled) ?? limit)
      builder.budget = limits.budget
      solution.certificate = builder.certificate(claiming: solution.bound)
      solution.stages.append(.init(name: "certificate", seconds: watch.lap()))
    }
    return solution
  }

  /// Where Z3 is to prove everything again, half of the time is left for it.
  private var deadlineOfSearch: Deadline {
    let remaining = deadline.remaining
    return settings.prover == .both && remaining.isFinite ? deadline.limited(toSeconds: remaining / 2) : deadline
  }

  /// With fewer seconds left the greedy masks come first, not last.
  private static let haste = 0.25

  /// A feasible mask for when time or memory does not even suffice for the integers: every window that some constraint
  /// wants.
  private func roughly(_ stages: [MaskSolution.Stage], limit: MaskLimit) throws -> MaskSolution {
    var watch = Stopwatch()
    var isWanted = [Bool](repeating: false, count: problem.variableCount)
    for constraint in problem.constraints {
      for (variable, coefficient) in zip(constraint.variables, constraint.coefficients) where coefficient > 0 {
        isWanted[Int(variable)] = true
      }
    }
    guard MaskChecker.firstViolation(of: problem, mask: isWanted) == nil else {
      throw MaskSolvingError.limitReachedWithoutMask(bound: 0)
    }
    return MaskSolution(
      status: .feasible, mask: isWanted, cost: problem.cost(of: isWanted, settings.objective), bound: 0, limit: limit,
      stages: stages + [.init(name: "check", seconds: watch.lap())])
  }

  private func infeasible(_ stages: [MaskSolution.Stage]) -> MaskSolution {
    MaskSolution(status: .infeasible, mask: [], cost: 0, bound: 0, stages: stages)
  }
}
