import MaskSolving

/// The masks of one input: the smallest one, and those beside it that the settings ask for.
struct SMUGMasks {
  var solution: MaskSolution
  /// Nil where none were asked for, the first mask is not proven minimal, or a limit came first.
  var further: RankedMasks?
  var optima: OptimalMasks?

  /// - Parameter stage: told the name of each stage after the first: `further-masks`, `optima`.
  init(
    of problem: MaskProblem, settings: SMUGSettings, isCancelled: (@Sendable () -> Bool)?, stage: (String) -> Void
  ) throws {
    let solver = MaskSolver(
      settings: .init(
        objective: settings.objective, timeLimit: settings.timeLimit, prover: settings.prover,
        certificate: settings.certificates))
    solution = try solver.solve(problem, isCancelled: isCancelled)
    switch solution.status {
    case .infeasible: throw SMUGError.infeasible
    case .feasible: return
    case .optimal: break
    }
    let (count, distinct, optimum) = (settings.masks, settings.distinct, solution)
    if count > 1 {
      stage("further-masks")
      further = try Self.unlessCut {
        () throws(MaskSolvingError) in
        try solver.nextMasks(
          of: problem, limit: count, distinct: distinct, after: optimum.mask, isCancelled: isCancelled)
      }
    }
    if settings.optima {
      stage("optima")
      optima = try Self.unlessCut {
        () throws(MaskSolvingError) in
        try solver.optimalMasks(of: problem, known: optimum, limit: 1, isCancelled: isCancelled)
      }
    }
  }

  /// Nil where a limit of time or memory comes before the answer.
  private static func unlessCut<Answer>(
    _ find: () throws(MaskSolvingError) -> Answer?
  ) throws(MaskSolvingError) -> Answer? {
    do { return try find() } catch {
      if case .limitReachedWithoutMask = error { return nil }
      throw error
    }
  }
}
