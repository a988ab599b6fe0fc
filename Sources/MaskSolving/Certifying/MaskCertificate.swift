/// A proof that no feasible mask costs less than a bound, checkable without the solver and without Z3.
///
/// It names small sets of variables ("blocks") and the constraints that each is built from. The checker makes the
/// table of feasible assignments of every block itself, in exact arithmetic; repeats the reductions; and then bounds
/// the cost of each connected part by elimination, by cases, or by splitting the costs among the blocks.
public struct MaskCertificate: Sendable, Equatable, Codable {
  /// A set of at most 16 variables and constraints (indices into the problem) that bear on it. Variables of these
  /// constraints outside the block count as whatever suits the constraint best.
  public struct Block: Sendable, Equatable, Codable {
    public var variables: [Int32]
    public var constraints: [Int32]
  }

  /// A variable gets a value without loss: the rule says why.
  public struct Step: Sendable, Equatable, Codable {
    public enum Rule: String, Sendable, Codable {
      /// Some block has no feasible assignment with the other value.
      case forced
      /// No block becomes infeasible by it, and it costs nothing.
      case unopposed
      /// With the other value, what blocks force one after the other leaves one of them without feasible assignments.
      case failed
      /// The variable `by`, which costs no more, can stand in for it everywhere.
      case dominated
    }
    public var rule: Rule
    public var variable: Int32
    public var value: Bool
    public var by: Int32?
  }

  /// Why the variables of one connected part cost at least so much.
  public indirect enum Proof: Sendable, Equatable, Codable {
    /// Eliminating the variables in this order gives the least cost.
    case elimination(order: [Int32])
    /// Either value of the variable is treated on its own.
    case cases(variable: Int32, zero: Proof, one: Proof)
    /// Each block pays these shares of its variables' costs, in units of 1 / scale; the blocks' least costs add up.
    case splitting(scale: Int, shares: [[Int32]])
    /// Each cluster pays shares of its variables' costs, in units of 1 / scale; the clusters' least costs add up.
    case clusters(scale: Int, [Cluster])
  }

  /// Some blocks of a part (places in its list) with the order in which their variables are eliminated, and the share
  /// of its cost that each of these is counted at.
  public struct Cluster: Sendable, Equatable, Codable {
    public var blocks: [Int32]
    public var order: [Int32]
    public var shares: [Int32]
  }

  /// A part: the blocks that touch it (indices into the component's) and its proof.
  public struct Part: Sendable, Equatable, Codable {
    public var blocks: [Int32]
    public var proof: Proof
  }

  /// Why the variables of constraints too wide for tables cost at least so much.
  public indirect enum WideProof: Sendable, Equatable, Codable {
    /// Constraints (indices into the problem) added up with these multipliers, none negative. For every feasible mask
    ///
    ///     scale * cost > sum_i multiplier_i (threshold_i - bias_i)
    ///                    + sum_j min(0, scale * cost_j - sum_i multiplier_i coefficient_ij)
    ///
    /// With scale 0 it shows that there is none, where the right side is not negative.
    case combination(scale: Double, constraints: [Int32], multipliers: [Double])
    /// Either value of the variable is treated on its own.
    case cases(variable: Int32, zero: WideProof, one: WideProof)
  }

  /// A part of the problem that shares no variable with the rest: blocks with what follows from them, or a proof from
  /// the constraints as they are.
  public struct Component: Sendable, Equatable, Codable {
    public var blocks: [Block]
    public var steps: [Step]
    public var parts: [Part]
    /// Counts the costs of the variables that its constraints want (coefficient above 0).
    public var wide: WideProof?
  }

  public var objective: MaskObjective
  /// What the certificate claims to prove; at most the solution's bound, and less where a proof of that would have
  /// been too large.
  public var bound: Int
  public var components: [Component]
}
