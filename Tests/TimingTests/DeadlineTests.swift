import Synchronization
import Testing
import Timing

struct DeadlineTests {
  @Test func `Never does not pass, and its shares do not either`() {
    #expect(Deadline.never.remaining == .infinity)
    #expect(!Deadline.never.hasPassed)
    #expect(Deadline.never.share(1, of: 2).remaining == .infinity)
  }

  @Test func `A deadline of no or of negative time has passed`() {
    #expect(Deadline(secondsFromNow: 0).hasPassed)
    #expect(Deadline(secondsFromNow: -5).hasPassed)
    #expect(Deadline(secondsFromNow: -5).remaining <= 0)
  }

  @Test func `A time beyond all calendars is cut instead of overflowing`() {
    let deadline = Deadline(secondsFromNow: .infinity)
    #expect(!deadline.hasPassed)
    #expect(deadline.remaining <= 1e9)
  }

  @Test func `A limit makes a deadline earlier, never later`() {
    #expect(Deadline.never.limited(toSeconds: 100).remaining <= 100)
    #expect(Deadline(secondsFromNow: 100).limited(toSeconds: 1e6).remaining <= 100)
  }

  @Test func `A wish passes a deadline and all that were made of it`() {
    let wish = Atomic(false)
    for deadline in [Deadline.never, Deadline(secondsFromNow: 1e6)] {
      wish.store(false, ordering: .relaxed)
      let cancellable = deadline.cancelled { wish.load(ordering: .relaxed) }
      let made = [cancellable, cancellable.share(1, of: 2), cancellable.limited(toSeconds: 1e5)]
      #expect(made.allSatisfy { !$0.hasPassed && $0.remaining > 0 && $0.isCancellable })
      wish.store(true, ordering: .relaxed)
      #expect(made.allSatisfy { $0.hasPassed && $0.remaining <= 0 })
      #expect(!deadline.hasPassed && !deadline.isCancellable)
    }
  }

  @Test func `A share is that part of what remains`() {
    let deadline = Deadline(secondsFromNow: 1e6)
    #expect(deadline.share(1, of: 4).remaining <= 0.25e6)
    #expect(deadline.share(3, of: 4).remaining <= 0.75e6)
    #expect(deadline.share(3, of: 4).remaining > deadline.share(1, of: 4).remaining)
  }
}
