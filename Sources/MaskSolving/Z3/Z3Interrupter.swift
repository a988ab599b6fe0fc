import Dispatch
import Foundation

/// Interrupts a context every few milliseconds once a time has passed, until stopped; never after it was stopped.
final class Z3Interrupter: @unchecked Sendable {
  private let lock = NSLock()
  private var context: Z3Context?
  private var timer: DispatchSourceTimer?

  init(_ context: Z3Context, after seconds: Double) {
    guard seconds < 1e6 else { return }
    self.context = context
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { [self] in
      lock.withLock { self.context?.interrupt() }
    }
    timer.schedule(deadline: .now() + seconds, repeating: .milliseconds(5))
    self.timer = timer
    timer.activate()
  }

  /// Afterwards the context is not touched again.
  func stop() {
    lock.withLock { context = nil }
    timer?.cancel()
    timer = nil
  }
}
