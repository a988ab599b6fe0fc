import Dispatch

/// A moment on the monotonic clock after which work stops.
package struct Deadline: Sendable {
  private let nanoseconds: UInt64

  package static let never = Deadline(nanoseconds: .max)

  private init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  package init(secondsFromNow seconds: Double) {
    nanoseconds = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  /// Seconds left, infinite for ``never``.
  package var remaining: Double {
    if nanoseconds == .max { return .infinity }
    return (Double(nanoseconds) - Double(DispatchTime.now().uptimeNanoseconds)) / 1e9
  }

  package var hasPassed: Bool { nanoseconds != .max && remaining <= 0 }

  /// The moment at which a part of the remaining time has passed.
  func share(_ part: Int, of whole: Int) -> Deadline {
    let remaining = self.remaining
    return remaining.isFinite ? limited(toSeconds: remaining * Double(part) / Double(max(1, whole))) : self
  }

  /// The earlier of this one and `seconds` from now.
  package func limited(toSeconds seconds: Double) -> Deadline {
    let other = Deadline(secondsFromNow: seconds)
    return other.nanoseconds < nanoseconds ? other : self
  }
}

/// Seconds on a clock that never jumps.
package struct Stopwatch: Sendable {
  private var start = DispatchTime.now().uptimeNanoseconds

  package init() {}

  package var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }

  /// Seconds since it was started or last read; starts again.
  package mutating func lap() -> Double {
    let now = DispatchTime.now().uptimeNanoseconds
    defer { start = now }
    return Double(now - start) / 1e9
  }
}
