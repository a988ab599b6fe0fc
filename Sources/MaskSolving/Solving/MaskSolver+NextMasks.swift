extension MaskSolver {
  /// The cheapest minimal masks beyond the optimum too, each different from those before: none of them contains one
  /// found earlier.
  ///
  /// Windows that cost nothing stay as in the first mask. Components are enumerated on their own, by Z3 with a clause
  /// that blocks each mask found, and combined in the order of total costs.
  ///
  /// - Returns: up to `limit` masks; fewer when there are no more or the time limit passes; nil when none is feasible.
  /// - Throws: ``MaskSolvingError``; also when the time limit passes before the first mask is proven optimal.
  public func nextMasks(of problem: MaskProblem, limit: Int) throws(MaskSolvingError) -> RankedMasks? {
    try settings.validate()
    try problem.validate()
    return try MaskSolvingError.whileSolving {
      let budget = MemoryBudget(megabytes: settings.memoryLimitMegabytes)
      let masks = try budget.withZ3(sharedBy: 1) {
        try MaskRanking(problem: problem, settings: settings).masks(limit: limit)
      }
      guard let masks else { throw MaskSolvingError.limitReachedWithoutMask(bound: 0) }
      return masks
    }
  }
}
