import Glibc

/// Time that has passed since a start, on a clock that never jumps.
public struct Stopwatch: Sendable {
  /// What is counted.
  public enum Clock: Sendable {
    case wall
    /// Processor time of the calling thread: other work on the machine does not count. Start and read on one thread.
    case threadCPU
    /// Processor time of all threads of this process.
    case processCPU

    /// The clock's reading; only differences mean something.
    var nanoseconds: UInt64 {
      let id =
        switch self {
        case .wall: CLOCK_MONOTONIC
        case .threadCPU: CLOCK_THREAD_CPUTIME_ID
        case .processCPU: CLOCK_PROCESS_CPUTIME_ID
        }
      var time = timespec()
      clock_gettime(id, &time)
      return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
  }

  private let clock: Clock
  private var start: UInt64

  /// Starts at once.
  public init(_ clock: Clock = .wall) {
    self.clock = clock
    start = clock.nanoseconds
  }

  /// Nanoseconds since the start.
  public var nanoseconds: UInt64 { clock.nanoseconds - start }

  /// Seconds since the start.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  public mutating func restart() { start = clock.nanoseconds }

  /// Seconds since the start or the last lap; a new lap begins.
  public mutating func lap() -> Double {
    let now = clock.nanoseconds
    defer { start = now }
    return Double(now - start) / 1e9
  }
}
