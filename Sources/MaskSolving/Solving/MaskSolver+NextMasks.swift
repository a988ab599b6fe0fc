extension MaskSolver {
  /// The cheapest masks beyond the optimum too, each different from those before.
  ///
  /// Windows that cost nothing stay as in the first mask where minimal masks are asked for. Components are enumerated on
  /// their own, by Z3 with a clause that blocks each mask found, and combined in the order of total costs.
  ///
  /// - Parameters:
  ///   - distinction: what counts as different.
  ///   - optimum: a mask of least cost, where one is known: it comes first, and need not be found again.
  ///   - isCancelled: asked often, on any thread; once it says true the search ends as at the time limit.
  /// - Returns: up to `limit` masks; fewer when there are no more or the time limit passes; nil when none is feasible.
  /// - Throws: ``MaskSolvingError``; also when the time limit passes before the first mask is proven optimal.
  public func nextMasks(
    of problem: MaskProblem, limit: Int, distinct distinction: MaskDistinction = .minimal, after optimum: [Bool]? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) throws(MaskSolvingError) -> RankedMasks? {
    try settings.validate()
    try problem.validate()
    return try MaskSolvingError.whileSolving {
      let budget = MemoryBudget(megabytes: settings.memoryLimitMegabytes)
      let masks = try budget.withZ3(sharedBy: 1) {
        try MaskRanking(
          problem: problem, settings: settings, distinction: distinction, optimum: optimum,
          deadline: settings.deadline(isCancelled: isCancelled)
        ).masks(limit: limit)
      }
      guard let masks else { throw MaskSolvingError.limitReachedWithoutMask(bound: 0) }
      return masks
    }
  }
}
