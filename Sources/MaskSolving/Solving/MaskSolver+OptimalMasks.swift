extension MaskSolver {
  /// The masks of least cost: how many there are, the windows that all or none of them keep, and the first `limit` of
  /// them (blocking each; in a fixed order).
  ///
  /// A window that costs nothing is decided as in ``solve(_:progress:)``; masks that differ only there count as one.
  ///
  /// - Returns: nil when no mask is feasible.
  /// - Throws: ``MaskSolvingError``; also when the time limit passes before the optimum is proven.
  public func optimalMasks(of problem: MaskProblem, limit: Int = 10) throws(MaskSolvingError) -> OptimalMasks? {
    let solution = try solve(problem)
    switch solution.status {
    case .infeasible: return nil
    case .feasible: throw .limitReachedWithoutMask(bound: solution.bound)
    case .optimal: break
    }
    return try optimalMasks(of: problem, known: solution, limit: limit)
  }

  /// The same where an optimal solution of the problem under these settings is known.
  public func optimalMasks(
    of problem: MaskProblem, known solution: MaskSolution, limit: Int = 10, isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(MaskSolvingError) -> OptimalMasks {
    try MaskSolvingError.whileSolving {
      try OptimaRun(
        problem: problem, settings: settings, solution: solution, limit: limit,
        budget: MemoryBudget(megabytes: settings.memoryLimitMegabytes),
        deadline: settings.deadline(isCancelled: isCancelled)
      ).optima()
    }
  }
}
