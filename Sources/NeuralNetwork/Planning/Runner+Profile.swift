/// Time that a profiled runner has spent in one step of its plan.
public struct StepProfile: Sendable, Equatable {
  /// The node the step belongs to.
  public var node: String
  public var type: String
  public var isBackward: Bool
  /// What the step does for the node: its forward computation, a reorder, its gradient.
  public var what: String
  /// oneDNN's name of the implementation; "own" for code that is not oneDNN's.
  public var implementation: String
  /// Shape of the result.
  public var shape: [Int]
  public var runs: Int
  /// Of all runs together.
  public var seconds: Double
  /// Multiplications and additions of one run.
  public var operations: Int
}

extension Runner {
  /// What each step has cost since the runner was made or ``clearProfile()`` was called; empty when it was not made for
  /// profiling.
  public func profile() -> [StepProfile] {
    guard let times = stepNanoseconds else { return [] }
    return zip(plan.steps, times).map { step, nanoseconds in
      var implementation = "own"
      if case .primitive(let primitive, _) = step.action { implementation = primitive.implementation }
      return StepProfile(
        node: plan.nodes[step.node].name, type: plan.nodes[step.node].type, isBackward: step.isBackward,
        what: step.what, implementation: implementation, shape: step.writes.first?.shape ?? [],
        runs: step.isBackward ? backwardRuns : forwardRuns, seconds: Double(nanoseconds) * 1e-9,
        operations: step.operations)
    }
  }
}
