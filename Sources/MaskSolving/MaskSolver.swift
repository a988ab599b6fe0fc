import Dispatch
import Foundation

/// Finds masks of least cost, exactly.
///
/// The constraints become small integers with the same truth table, a presolve shrinks them to a fixed point, and the
/// independent components of what is left are solved one by one. Every mask returned has passed ``MaskChecker``.
public struct MaskSolver: Sendable {
  public var settings: SolverSettings

  public init(settings: SolverSettings = .init()) { self.settings = settings }

  /// Solves `problem`.
  ///
  /// - Parameter progress: called now and then, on any thread, never twice at once.
  /// - Returns: an optimal mask; the best one found with a proven lower bound when the time limit strikes; or the
  ///   status `infeasible`.
  /// - Throws: ``MaskSolvingError`` for malformed problems, for failures of Z3, and when a limit is reached before any
  ///   feasible mask is known.
  public func solve(
    _ problem: MaskProblem, progress: (@Sendable (SolverProgress) -> Void)? = nil
  ) throws(MaskSolvingError) -> MaskSolution {
    try settings.validate()
    try problem.validate()
    do {
      return try Run(problem: problem, settings: settings, progress: progress).solve()
    } catch let error as MaskSolvingError {
      throw error
    } catch {
      throw .z3("\(error)")
    }
  }
}

extension SolverSettings {
  /// Refuses settings without a meaning.
  func validate() throws(MaskSolvingError) {
    if threads < 1 { throw .invalidSettings("threads is \(threads); at least 1 is needed") }
    if let timeLimit, !(timeLimit > 0) { throw .invalidSettings("the time limit is \(timeLimit) s") }
    if let memoryLimitMegabytes, memoryLimitMegabytes < 1 {
      throw .invalidSettings("the memory limit is \(memoryLimitMegabytes) MB")
    }
  }
}

/// One solve of one problem.
private struct Run {
  let problem: MaskProblem
  let settings: SolverSettings
  let progress: (@Sendable (SolverProgress) -> Void)?

  func solve() throws -> MaskSolution {
    let deadline = settings.timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    var stages: [MaskSolution.Stage] = []
    var watch = Stopwatch()

    var constraints: [IntegerConstraint] = []
    var isRelaxed = false
    for constraint in problem.constraints {
      switch IntegerForm(constraint) {
      case .impossible: return infeasible(stages)
      case .exact(let some): constraints += some
      case .sandwich(let outer, _):
        constraints += outer
        isRelaxed = true
      }
    }
    _ = isRelaxed
    stages.append(.init(name: "exact integers", seconds: watch.lap()))

    let costs = problem.costs(settings.objective)
    let presolve = Presolve(variableCount: problem.variableCount, costs: costs, constraints: constraints)
    if presolve.isInfeasible { return infeasible(stages) }
    let components = Component.components(
      variableCount: problem.variableCount, costs: costs, constraints: presolve.constraints)
    stages.append(.init(name: "presolve", seconds: watch.lap()))

    var mask = presolve.values.map { $0 == 1 }
    var bound = problem.cost(of: mask, settings.objective)
    for component in components {
      let answer = try ComponentSolver(component: component, deadline: deadline).solve()
      if answer.isInfeasible { return infeasible(stages) }
      bound += answer.bound
      guard let local = answer.mask else { throw MaskSolvingError.limitReachedWithoutMask(bound: bound) }
      for (variable, kept) in zip(component.variables, local) where kept { mask[Int(variable)] = true }
    }
    stages.append(.init(name: "components", seconds: watch.lap()))

    if let violated = MaskChecker.firstViolation(of: problem, mask: mask) {
      throw MaskSolvingError.checkFailed("constraint \(violated) does not hold")
    }
    stages.append(.init(name: "check", seconds: watch.lap()))
    let cost = problem.cost(of: mask, settings.objective)
    return MaskSolution(
      status: bound >= cost ? .optimal : .feasible, mask: mask, cost: cost, bound: min(bound, cost), stages: stages)
  }

  private func infeasible(_ stages: [MaskSolution.Stage]) -> MaskSolution {
    MaskSolution(status: .infeasible, mask: [], cost: 0, bound: 0, stages: stages)
  }
}
