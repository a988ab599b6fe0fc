/// When further masks count as others.
public enum MaskDistinction: String, Sendable, Codable, CaseIterable {
  /// When they contain none found before: each is minimal, a window less would violate a constraint.
  case minimal
  /// When they differ in any window, as the SMUG authors' code blocks masks found: the next best may be the best with a
  /// window more than it needs.
  case assignment
}

/// Masks in the order of their costs.
public struct RankedMasks: Sendable, Equatable {
  /// Cheapest first. Of minimal ones none is a part of another.
  public var masks: [[Bool]]
  /// The cost of each.
  public var costs: [Int]
  /// Whether there are no others.
  public var isComplete: Bool
}
