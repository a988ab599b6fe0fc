/// How far a ``MaskSolver`` has come; reported now and then while it works.
public struct SolverProgress: Sendable, Equatable {
  /// Seconds since the solver began.
  public var seconds: Double
  /// Cost of the best mask known.
  public var cost: Int
  /// Proven lower bound of the cost of any feasible mask.
  public var bound: Int
  /// Independent components that are settled, of `components`.
  public var componentsSolved: Int
  public var components: Int

  /// The relative gap between mask and bound, 0 when they meet.
  public var gap: Double { cost > 0 ? Double(cost - bound) / Double(cost) : 0 }
}
