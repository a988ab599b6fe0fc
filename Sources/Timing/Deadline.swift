/// A moment on the monotonic clock after which work stops.
public struct Deadline: Sendable {
  private let nanoseconds: UInt64

  /// Does not pass.
  public static let never = Deadline(nanoseconds: .max)

  private init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// - Parameter seconds: from now on; a negative number counts as 0, and about 30 years are the most.
  public init(secondsFromNow seconds: Double) {
    nanoseconds = Stopwatch.Clock.wall.nanoseconds + UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  /// Seconds left: not positive when it has passed, infinite for ``never``.
  public var remaining: Double {
    if nanoseconds == .max { return .infinity }
    return (Double(nanoseconds) - Double(Stopwatch.Clock.wall.nanoseconds)) / 1e9
  }

  public var hasPassed: Bool { nanoseconds != .max && Stopwatch.Clock.wall.nanoseconds >= nanoseconds }

  /// The moment at which `part` of `whole` equal parts of the remaining time have passed.
  public func share(_ part: Int, of whole: Int) -> Deadline {
    let remaining = self.remaining
    return remaining.isFinite ? limited(toSeconds: remaining * Double(part) / Double(max(1, whole))) : self
  }

  /// The earlier of this one and `seconds` from now.
  public func limited(toSeconds seconds: Double) -> Deadline {
    let other = Deadline(secondsFromNow: seconds)
    return other.nanoseconds < nanoseconds ? other : self
  }
}
