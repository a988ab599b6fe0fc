/// What is proven about a mask.
public enum MaskStatus: String, Sendable, Codable, CaseIterable {
  /// The mask is feasible and its cost is the least possible.
  case optimal
  /// The mask is feasible; the least possible cost lies between ``MaskSolution/bound`` and ``MaskSolution/cost``.
  case feasible
  /// No mask satisfies the constraints.
  case infeasible
}

/// What kept a mask from being proven optimal.
public enum MaskLimit: String, Sendable, Codable, CaseIterable {
  case time
  /// Some search was left out, or cut short, for lack of memory.
  case memory
}

/// The answer to a ``MaskProblem``.
public struct MaskSolution: Sendable, Equatable {
  /// Time spent in one stage of the solver.
  public struct Stage: Sendable, Equatable {
    public var name: String
    public var seconds: Double
    public init(name: String, seconds: Double) {
      self.name = name
      self.seconds = seconds
    }
  }

  public var status: MaskStatus
  /// One entry per variable: is the window kept? Empty when `status` is `infeasible`.
  public var mask: [Bool]
  /// Cost of `mask` under the objective that was asked for.
  public var cost: Int
  /// Proven lower bound of the cost of any feasible mask; equals `cost` when optimal.
  public var bound: Int
  /// The limit that was met, when `status` is `feasible`.
  public var limit: MaskLimit?
  /// What settled the independent components.
  public var proof: ProofTally
  /// Stages in the order in which they ran.
  public var stages: [Stage]
  /// A proof of the bound, or of a smaller one where that of the bound would be too large; nil unless asked for.
  public var certificate: MaskCertificate?

  /// The relative gap between mask and bound, 0 when optimal.
  public var gap: Double { cost > bound ? Double(cost - bound) / Double(cost) : 0 }

  public init(
    status: MaskStatus, mask: [Bool], cost: Int, bound: Int, limit: MaskLimit? = nil,
    proof: ProofTally = ProofTally(), stages: [Stage], certificate: MaskCertificate? = nil
  ) {
    self.status = status
    self.mask = mask
    self.cost = cost
    self.bound = bound
    self.limit = limit
    self.proof = proof
    self.stages = stages
    self.certificate = certificate
  }
}

extension MaskSolution {
  /// The mask as files have it: 0 or 1 for each variable, a line each.
  public var maskText: String { mask.map { $0 ? "1\n" : "0\n" }.joined() }
}
