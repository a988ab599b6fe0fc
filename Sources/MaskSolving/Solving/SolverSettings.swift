import Timing

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
  /// How the least cost is proven.
  public var prover: MaskProver
  /// Also give a ``MaskCertificate`` of the bound, checkable without the solver.
  public var certificate: Bool

  public init(
    objective: MaskObjective = .pixels, timeLimit: Double? = nil, memoryLimitMegabytes: Int? = nil, threads: Int = 1,
    prover: MaskProver = .search, certificate: Bool = false
  ) {
    self.objective = objective
    self.timeLimit = timeLimit
    self.memoryLimitMegabytes = memoryLimitMegabytes
    self.threads = threads
    self.prover = prover
    self.certificate = certificate
  }
}

extension SolverSettings {
  /// When a search that begins now has to end.
  func deadline(isCancelled: (@Sendable () -> Bool)? = nil) -> Deadline {
    let limit = timeLimit.map { Deadline(secondsFromNow: $0) } ?? .never
    return isCancelled.map(limit.cancelled) ?? limit
  }

  /// Refuses settings without a meaning.
  func validate() throws(MaskSolvingError) {
    if threads < 1 { throw .invalidSettings("threads is \(threads); at least 1 is needed") }
    if let timeLimit, !(timeLimit > 0) { throw .invalidSettings("the time limit is \(timeLimit) s") }
    if let memoryLimitMegabytes, memoryLimitMegabytes < 1 {
      throw .invalidSettings("the memory limit is \(memoryLimitMegabytes) MB")
    }
  }
}
