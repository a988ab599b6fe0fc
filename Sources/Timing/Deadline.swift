/// A moment on the monotonic clock after which work stops, or earlier at somebody's wish.
public struct Deadline: Sendable {
  private let nanoseconds: UInt64
  private let isCancelled: (@Sendable () -> Bool)?

  /// Does not pass.
  public static let never = Deadline(nanoseconds: .max)

  private init(nanoseconds: UInt64, isCancelled: (@Sendable () -> Bool)? = nil) {
    self.nanoseconds = nanoseconds
    self.isCancelled = isCancelled
  }

  /// - Parameter seconds: from now on; a negative number counts as 0, and about 30 years are the most.
  public init(secondsFromNow seconds: Double) {
    self.init(nanoseconds: Self.moment(seconds))
  }

  private static func moment(_ seconds: Double) -> UInt64 {
    Stopwatch.Clock.wall.nanoseconds + UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  /// The same moment, but passed as soon as `isCancelled`, asked on any thread, says so. What it once said it goes on
  /// saying.
  public func cancelled(when isCancelled: @escaping @Sendable () -> Bool) -> Deadline {
    let earlier = self.isCancelled
    return Deadline(nanoseconds: nanoseconds, isCancelled: { earlier?() ?? false || isCancelled() })
  }

  /// Whether it may pass before its moment comes.
  public var isCancellable: Bool { isCancelled != nil }

  /// Seconds left: not positive when it has passed, infinite for ``never``.
  public var remaining: Double {
    if isCancelled?() ?? false { return 0 }
    if nanoseconds == .max { return .infinity }
    return (Double(nanoseconds) - Double(Stopwatch.Clock.wall.nanoseconds)) / 1e9
  }

  public var hasPassed: Bool {
    if isCancelled?() ?? false { return true }
    return nanoseconds != .max && Stopwatch.Clock.wall.nanoseconds >= nanoseconds
  }

  /// The moment at which `part` of `whole` equal parts of the remaining time have passed.
  public func share(_ part: Int, of whole: Int) -> Deadline {
    let remaining = self.remaining
    return remaining.isFinite ? limited(toSeconds: remaining * Double(part) / Double(max(1, whole))) : self
  }

  /// The earlier of this one and `seconds` from now.
  public func limited(toSeconds seconds: Double) -> Deadline {
    Deadline(nanoseconds: min(nanoseconds, Self.moment(seconds)), isCancelled: isCancelled)
  }
}
