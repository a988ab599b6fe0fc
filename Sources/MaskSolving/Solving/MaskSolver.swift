/// Finds masks of least cost, exactly.
///
/// The constraints become small integers with the same truth table, a presolve shrinks them to a fixed point, and the
/// independent components of what is left are solved one by one. Every mask returned has passed ``MaskChecker``.
public struct MaskSolver: Sendable {
  public var settings: SolverSettings

  public init(settings: SolverSettings = .init()) { self.settings = settings }

  /// Solves `problem`.
  ///
  /// - Parameters:
  ///   - isCancelled: asked often, on any thread; once it says true the search ends as at the time limit.
  ///   - progress: called now and then, on any thread, never twice at once.
  /// - Returns: an optimal mask; the best one found with a proven lower bound when the time limit strikes; or the
  ///   status `infeasible`.
  /// - Throws: ``MaskSolvingError`` for malformed problems, for failures of Z3, and when a limit is reached before any
  ///   feasible mask is known.
  public func solve(
    _ problem: MaskProblem, isCancelled: (@Sendable () -> Bool)? = nil,
    progress: (@Sendable (SolverProgress) -> Void)? = nil
  ) throws(MaskSolvingError) -> MaskSolution {
    try settings.validate()
    try problem.validate()
    return try MaskSolvingError.whileSolving {
      try MaskSolverRun(problem: problem, settings: settings, isCancelled: isCancelled, progress: progress).solve()
    }
  }
}
