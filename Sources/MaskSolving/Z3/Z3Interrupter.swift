import Dispatch
import Foundation
import Timing

/// Interrupts a context every few milliseconds once a deadline has passed, until stopped; never after it was stopped.
final class Z3Interrupter: @unchecked Sendable {
  private let lock = NSLock()
  private var context: Z3Context?
  private var timer: DispatchSourceTimer?

  init(_ context: Z3Context, at deadline: Deadline) {
    let seconds = deadline.remaining
    guard seconds < 1e6 || deadline.isCancellable else { return }
    self.context = context
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.setEventHandler { [self] in
      lock.withLock { if deadline.hasPassed { self.context?.interrupt() } }
    }
    // A wish may come at any time: it is asked for from the start.
    let isOften = deadline.isCancellable
    timer.schedule(
      deadline: .now() + (isOften ? 0.02 : max(0, seconds)), repeating: isOften ? .milliseconds(20) : .milliseconds(5))
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
