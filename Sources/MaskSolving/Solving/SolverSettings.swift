/// What a ``MaskSolver`` minimises and how much it may spend on it.
public struct SolverSettings: Sendable, Equatable {
  /// What a mask costs.
  public var objective: MaskObjective
  /// Seconds of wall-clock time for one problem; nil means as long as it takes. On the limit the best mask found and
  /// the proven lower bound are returned.
  public var timeLimit: Double?
  /// Megabytes for everything that is made while one problem is solved, Z3's share included, beyond the problem itself;
  /// nil means no limit. What does not fit is left out: then the best mask found and the proven lower bound are
  /// returned. (Z3 counts all its memory in the process together: problems solved side by side share its part.)
  public var memoryLimitMegabytes: Int?
  /// Components solved side by side. The mask does not depend on it unless the time limit strikes.
  public var threads: Int
  /// Also give a ``MaskCertificate`` of the bound, checkable without the solver.
  public var certificate: Bool

  public init(
    objective: MaskObjective = .pixels, timeLimit: Double? = nil, memoryLimitMegabytes: Int? = nil, threads: Int = 1,
    certificate: Bool = false
  ) {
    self.objective = objective
    self.timeLimit = timeLimit
    self.memoryLimitMegabytes = memoryLimitMegabytes
    self.threads = threads
    self.certificate = certificate
  }
}

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
