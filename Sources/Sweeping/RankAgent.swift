import Foundation
import MessagePassing
import Storing

/// The working side of a rank: keeps its threads in work, and speaks with rank 0 about it.
///
/// Used from the main thread. It knows no communicator: it says what to tell rank 0, and hears what rank 0 says.
final class RankAgent {
  private let rank: Int
  private let host: String
  private let pool: WorkerPool
  private let settings: SweepSettings
  private let started = ContinuousClock.now
  private var greeted = false
  private var reportedFailure = false
  /// The request that is not answered yet.
  private var request: (wanted: Int, idle: Int)?
  private var outbox: [SweepMessage] = []
  private var lastTiming = ContinuousClock.now
  /// When to stop waiting for items in flight; set by `stop`.
  private var deadline: ContinuousClock.Instant?
  private(set) var isFinished = false
  private(set) var abandoned = 0
  /// Seconds in the store and in MPI, told by the rank's loop.
  var ioSeconds = 0.0
  var mpiSeconds = 0.0

  /// Records are gathered into messages of about this size.
  private static let messageSize = 16 << 20
  private static let timingInterval = Duration.seconds(5)

  init(rank: Int, pool: WorkerPool, settings: SweepSettings) {
    self.rank = rank
    self.pool = pool
    self.settings = settings
    host = Communicator.hostName
  }

  /// Returns when a worker has finished an item, or after the time given.
  func waitForNews(atMost interval: DispatchTimeInterval) { pool.waitForNews(atMost: interval) }

  func hear(_ message: SweepMessage) {
    switch message {
    case .grant(let indices, let sheltered):
      request = nil
      pool.enqueue(indices.map { WorkItem(index: $0, sheltered: sheltered) })
    case .recall:
      request = nil
      let unstarted = pool.takeBack()
      outbox.append(.returned(unstarted.filter { !$0.sheltered }.map(\.index)))
      // Suspects stay where they were given: rank 0 gives each of them out once.
      pool.enqueue(unstarted.filter(\.sheltered))
    case .stop(let grace):
      _ = pool.takeBack()
      deadline = .now + .seconds(grace)
    default: break
    }
  }

  /// What there is to tell rank 0 now.
  func say() -> [SweepMessage] {
    defer { outbox = [] }
    guard !isFinished else { return [] }
    if !greeted {
      greeted = true
      outbox.append(.hello(host: host, threads: pool.threads))
    }
    pool.giveUpOverdue()
    // First the load, then the records: an item that ends in between is told of next time.
    let load = pool.load
    sayResults()
    if let failure = load.failure, !reportedFailure {
      reportedFailure = true
      outbox.append(.cannotWork(reason: failure))
    }
    if let deadline {
      if load.running == 0 || .now >= deadline { sayFarewell() }
    } else {
      sayRequest(load)
    }
    if !isFinished, .now - lastTiming >= Self.timingInterval { sayTiming() }
    return outbox
  }

  private func sayResults() {
    var batch: [EncodedRecord] = []
    var size = 0
    for record in pool.takeFinished() {
      if size + record.payload.count > Self.messageSize, !batch.isEmpty {
        outbox.append(.results(batch))
        (batch, size) = ([], 0)
      }
      batch.append(record)
      size += record.payload.count
    }
    if !batch.isEmpty { outbox.append(.results(batch)) }
  }

  private func sayRequest(_ load: WorkerPool.Load) {
    let idle = max(0, pool.threads - load.running - load.queued)
    let mean = load.finishedCount > 0 ? load.computeSeconds / Double(load.finishedCount) : settings.leadTime
    let lead = min(settings.maximalLead, max(1, Int((settings.leadTime / max(mean, 1e-6)).rounded(.up))))
    let wanted = pool.threads * (1 + lead) - load.running - load.queued
    // Ask when half of the lead is used up, and again when a thread has run dry meanwhile.
    guard idle > 0 || 2 * wanted >= pool.threads * lead else { return }
    if let request, idle <= request.idle { return }
    request = (wanted, idle)
    outbox.append(.request(wanted: wanted, idle: idle))
  }

  private func sayFarewell() {
    // Taking the queue again: a grant may have crossed the order to stop.
    _ = pool.takeBack()
    pool.close()
    abandoned = pool.load.running
    sayResults()
    sayTiming()
    outbox.append(.farewell(abandoned: abandoned))
    isFinished = true
  }

  private func sayTiming() {
    lastTiming = .now
    outbox.append(.timing(timing))
  }

  var timing: RankTiming {
    let load = pool.load
    let elapsed = (ContinuousClock.now - started) / .seconds(1)
    return RankTiming(
      rank: rank, host: host, threads: pool.threads, items: load.finishedCount, elapsed: elapsed,
      compute: load.computeSeconds, wait: max(0, elapsed * Double(pool.threads) - load.computeSeconds), io: ioSeconds,
      mpi: mpiSeconds, peakMemory: Self.peakMemory)
  }

  private static var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) * 1024
  }
}
