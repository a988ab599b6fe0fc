/// What is proven of a mask, as records say it (``ExplanationRecord/status``).
public enum ProofStatus: String, Sendable, CaseIterable {
  /// No smaller mask meets the constraints.
  case optimal
  /// The best mask found; a smaller one may meet the constraints.
  case feasible
  /// No window is kept, because the constraints hold with everything hidden.
  case empty
}

extension ExplanationRecord {
  /// Nil for methods that prove nothing, and for those with claims of their own.
  public var proof: ProofStatus? { status.flatMap(ProofStatus.init) }
}
