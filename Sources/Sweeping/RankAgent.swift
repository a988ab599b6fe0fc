import Foundation
import MessagePassing
import Storing
import Timing

/// The working side of a rank: keeps its threads busy and exchanges messages with rank 0 about it.
///
/// Used from the main thread. It knows no communicator: the rank's loop passes messages in and out.
final class RankAgent {
  private let rank: Int
  private let host: String
  private let pool: WorkerPool
  private let settings: SweepSettings
  private let watch = Stopwatch()
  private var isRegistered = false
  private var reportedFailure = false
  /// The request that is not answered yet.
  private var request: (wanted: Int, idle: Int)?
  private var outbox: [SweepMessage] = []
  private var sinceTiming = Stopwatch()
  /// When to stop waiting for items in flight; set by `stop`.
  private var deadline: Deadline?
  private(set) var isFinished = false
  private(set) var abandoned = 0
  /// Seconds in the store and in MPI, set by the rank's loop.
  var ioSeconds = 0.0
  var mpiSeconds = 0.0

  /// Records are gathered into messages of about this size.
  private static let messageSize = 16 << 20
  /// Seconds between two reports of how the time is spent.
  private static let timingInterval = 5.0

  init(rank: Int, pool: WorkerPool, settings: SweepSettings) {
    self.rank = rank
    self.pool = pool
    self.settings = settings
    host = Communicator.hostName
  }

  /// Returns when a worker has finished an item, or after the time given.
  func waitForActivity(atMost interval: DispatchTimeInterval) { pool.waitForActivity(atMost: interval) }

  func receive(_ message: SweepMessage) {
    switch message {
    case .grant(let indices, let isolated):
      request = nil
      pool.enqueue(indices.map { WorkItem(index: $0, isolated: isolated) })
    case .recall:
      request = nil
      let unstarted = pool.takeBack()
      outbox.append(.returned(unstarted.filter { !$0.isolated }.map(\.index)))
      // Suspects stay where they were given: rank 0 gives each of them out once.
      pool.enqueue(unstarted.filter(\.isolated))
    case .stop(let grace):
      _ = pool.takeBack()
      deadline = Deadline(secondsFromNow: grace)
    default: break
    }
  }

  /// The messages for rank 0 since the last call.
  func outgoingMessages() -> [SweepMessage] {
    defer { outbox = [] }
    guard !isFinished else { return [] }
    if !isRegistered {
      isRegistered = true
      outbox.append(.register(host: host, threads: pool.threads))
    }
    pool.giveUpOverdue()
    // First the load, then the records: an item that ends in between is reported next time.
    let load = pool.load
    queueResults()
    if let failure = load.failure, !reportedFailure {
      reportedFailure = true
      outbox.append(.preparationFailed(reason: failure))
    }
    if let deadline {
      if load.running == 0 || deadline.hasPassed { shutDown() }
    } else {
      queueRequest(load)
    }
    if !isFinished, sinceTiming.seconds >= Self.timingInterval { queueTiming() }
    return outbox
  }

  private func queueResults() {
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

  private func queueRequest(_ load: WorkerPool.Load) {
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

  private func shutDown() {
    // Taking the queue again: a grant may have crossed the order to stop.
    _ = pool.takeBack()
    pool.close()
    abandoned = pool.load.running
    queueResults()
    queueTiming()
    outbox.append(.shutDown(abandoned: abandoned))
    isFinished = true
  }

  private func queueTiming() {
    sinceTiming.restart()
    outbox.append(.timing(timing))
  }

  var timing: RankTiming {
    let load = pool.load
    let elapsed = watch.seconds
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
