/// How a mask is proven to be of least cost.
public enum MaskProver: String, Sendable, Codable, CaseIterable {
  /// By the first of the solver's own techniques that settles a component; by Z3 where none does.
  case search
  /// By Z3's optimiser alone, on the exact integers of every component: satisfiability modulo theories, as SMUG is
  /// published.
  case z3
  /// Both, one after the other and without knowledge of each other; answers that differ are an error.
  case both
}

/// What proved a component's least cost.
public enum ProofEngine: String, Sendable, Codable, CaseIterable, Comparable {
  /// No search was needed: reductions of its tables decided every window, or there was a single constraint.
  case reduction
  case elimination
  /// A mask was found that costs no more than a Lagrangian bound.
  case relaxation
  case branchAndBound = "branch-and-bound"
  case z3

  /// By the effort that they take.
  public static func < (a: Self, b: Self) -> Bool { a.place < b.place }

  private var place: Int { Self.allCases.firstIndex(of: self)! }
}

/// Which engine settled how many of a problem's independent components.
public struct ProofTally: Sendable, Equatable {
  /// Components that presolve left; what it decided itself is in none.
  public var components: Int
  /// Of these, how many each engine settled; where several had to, the one of most effort counts. Those that are open
  /// are in none.
  public var settled: [ProofEngine: Int]
  /// Components that Z3 settled besides, with the same answer; only ``MaskProver/both`` asks it to.
  public var confirmed: Int

  public init(components: Int = 0, settled: [ProofEngine: Int] = [:], confirmed: Int = 0) {
    self.components = components
    self.settled = settled
    self.confirmed = confirmed
  }
}
