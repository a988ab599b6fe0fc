/// All that is known about the masks of least cost of a problem.
public struct OptimalMasks: Sendable, Equatable {
  /// How a window stands among the optimal masks.
  public enum Role: String, Sendable, Codable, CaseIterable {
    /// Every optimal mask keeps it: the core.
    case always
    /// Some do.
    case sometimes
    /// None does.
    case never
    /// The limit came first.
    case unknown
  }

  public var cost: Int
  /// The number of optimal masks, or as far as counted.
  public var count: Int
  /// Whether `count` is all of them (it stops at `Int.max`).
  public var isCountExact: Bool
  /// The role of each variable.
  public var roles: [Role]
  /// Different optimal masks, up to the number asked for.
  public var masks: [[Bool]]
}
