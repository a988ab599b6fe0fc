/// Minimal masks in the order of their costs.
public struct RankedMasks: Sendable, Equatable {
  /// Cheapest first. None is a part of another: each is minimal, a window less would violate a constraint.
  public var masks: [[Bool]]
  /// The cost of each.
  public var costs: [Int]
  /// Whether there are no others.
  public var isComplete: Bool
}
