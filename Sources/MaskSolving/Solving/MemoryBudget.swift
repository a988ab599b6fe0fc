import Foundation
import Timing

/// Bytes that one solve may hold in large tables: its own and Z3's together.
///
/// A large table is reserved here before it is made, and left out where the reservation is refused. Safe to use from any
/// thread.
final class MemoryBudget: @unchecked Sendable {
  /// `Int.max` where there is no limit.
  let limit: Int

  private let lock = NSLock()
  private var used = 0
  private var highest = 0
  private var refused = false
  /// Of `used`, what Z3 may take.
  private var lentToZ3 = 0

  init(megabytes: Int?) {
    limit = megabytes.map { $0.multipliedReportingOverflow(by: 1 << 20) }.map { $1 ? .max : $0 } ?? .max
  }

  /// Something was not done for lack of memory.
  var hasRefused: Bool { lock.withLock { refused } }

  /// Most bytes held at once.
  var peak: Int { lock.withLock { highest } }

  var isLimited: Bool { limit != .max }

  /// Bytes left.
  var remaining: Int { lock.withLock { max(0, limit - used) } }

  /// Notes that something was not done for lack of memory.
  func noteRefusal() { lock.withLock { refused = true } }

  /// Notes that Z3 gave up before its deadline, which it does for lack of memory.
  func noteStop(before deadline: Deadline) { if isLimited && deadline.remaining > 0.05 { noteRefusal() } }

  /// Takes bytes until the reservation is let go; nil when they are not there.
  func reserve(_ bytes: Int) -> Reservation? {
    take(bytes) ? Reservation(self, bytes) : nil
  }

  fileprivate func take(_ bytes: Int) -> Bool {
    lock.withLock {
      guard bytes <= limit - used else {
        refused = true
        return false
      }
      used += bytes
      highest = max(highest, used)
      return true
    }
  }

  fileprivate func giveBack(_ bytes: Int) { lock.withLock { used -= bytes } }

  /// Bytes held; they go back when it is let go.
  final class Reservation {
    private let budget: MemoryBudget
    private var bytes: Int

    fileprivate init(_ budget: MemoryBudget, _ bytes: Int) {
      self.budget = budget
      self.bytes = bytes
    }

    /// Holds so many bytes instead; says whether they are there.
    func resize(to size: Int) -> Bool {
      if size > bytes && !budget.take(size - bytes) { return false }
      if size < bytes { budget.giveBack(bytes - size) }
      bytes = size
      return true
    }

    deinit { budget.giveBack(bytes) }
  }

  // MARK: - Z3

  /// Z3 counts all its memory in this process together and takes one limit for it. Below this it does not even start.
  private static let leastForZ3 = 24 << 20

  /// Runs `body` with Z3 limited to what is left, divided among so many runs side by side; nil when that is too little.
  func withZ3<Result>(sharedBy runs: Int, _ body: () throws -> Result) rethrows -> Result? {
    guard isLimited else { return try body() }
    let bytes: Int? = lock.withLock {
      let share = (limit - used) / max(1, runs)
      guard share >= Self.leastForZ3 else {
        refused = true
        return nil
      }
      used += share
      highest = max(highest, used)
      lentToZ3 += share
      limitZ3()
      return share
    }
    guard let bytes else { return nil }
    defer {
      lock.withLock {
        used -= bytes
        lentToZ3 -= bytes
        limitZ3()
      }
    }
    return try body()
  }

  /// Z3 does not count what the allocator loses: an eighth is kept back for that. Without anything lent its limit is
  /// lifted.
  private func limitZ3() { Z3Optimizer.limitMemory(megabytes: (lentToZ3 - lentToZ3 / 8) >> 20) }
}
