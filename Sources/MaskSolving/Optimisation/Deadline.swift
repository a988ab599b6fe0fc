import Dispatch

/// A moment on the monotonic clock after which work stops.
struct Deadline: Sendable {
  private let nanoseconds: UInt64

  static let never = Deadline(nanoseconds: .max)

  private init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  init(secondsFromNow seconds: Double) {
    nanoseconds = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, min(seconds, 1e9)) * 1e9)
  }

  /// Seconds left, infinite for ``never``.
  var remaining: Double {
    if nanoseconds == .max { return .infinity }
    return (Double(nanoseconds) - Double(DispatchTime.now().uptimeNanoseconds)) / 1e9
  }

  var hasPassed: Bool { nanoseconds != .max && remaining <= 0 }

  /// The earlier of this one and `seconds` from now.
  func limited(toSeconds seconds: Double) -> Deadline {
    let other = Deadline(secondsFromNow: seconds)
    return other.nanoseconds < nanoseconds ? other : self
  }
}

/// Seconds on a clock that never jumps.
struct Stopwatch: Sendable {
  private var start = DispatchTime.now().uptimeNanoseconds

  var seconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9 }

  /// Seconds since it was started or last read; starts again.
  mutating func lap() -> Double {
    let now = DispatchTime.now().uptimeNanoseconds
    defer { start = now }
    return Double(now - start) / 1e9
  }
}
