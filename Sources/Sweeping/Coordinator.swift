import Foundation
import Logging
import MessagePassing
import Storing
import Timing

/// Coordinates a sweep on rank 0: hands out items, stores records, and works itself.
///
/// An item is given out only after its in-flight mark is stored, and a rank gets new items only for what it has
/// answered: so a slow store slows the ranks down instead of filling the memory.
final class Coordinator {
  let communicator: Communicator
  let settings: SweepSettings
  let store: RunStore
  let signals: SignalWatcher
  let progress: ProgressReporter
  let agent: RankAgent
  let logger: Logger

  private var ledger: WorkLedger
  let writer: StoreWriter
  let run: Int
  let started = Date()
  private let watch = Stopwatch()

  /// Records to be stored with the next batch, and items to be marked with it and then given out.
  var records: [EncodedRecord] = []
  var backlog = 0
  private var grants: [WorkLedger.Grant] = []
  /// Given out when the batch that is being written is written.
  private var grantsBeingMarked: [WorkLedger.Grant] = []

  var ranks: RankRegistry
  private(set) var total: Int
  private(set) var skipped: Int
  private(set) var recorded = 0
  private(set) var failed = 0
  private(set) var failedBefore: Int
  private(set) var stopSignal: Int32?
  var isEnding = false
  private var sinceStatus = Stopwatch()

  /// Seconds between two writings of the status.
  private static let statusInterval = 2.0

  init(_ sweep: Sweep, store: RunStore, signals: SignalWatcher) throws {
    communicator = sweep.communicator
    settings = sweep.settings
    progress = sweep.progress
    self.store = store
    self.signals = signals
    logger = sweep.settings.logger

    let covered = sweep.indices
    let failedItems = try store.failedIndices().intersection(covered)
    var finished = try store.finishedIndices().intersection(covered)
    if settings.retryFailed { finished.subtract(failedItems) }
    let suspects = try store.adoptSuspects().subtracting(finished)
    total = covered.count
    skipped = finished.count
    failedBefore = settings.retryFailed ? 0 : failedItems.count
    ledger = WorkLedger(items: covered.subtracting(finished), suspects: suspects)
    ranks = RankRegistry(count: sweep.communicator.size)
    run = try store.beginRun(
      host: Communicator.hostName, ranks: communicator.size, versions: settings.versions)
    writer = StoreWriter(store: store, run: run)
    agent = sweep.makeAgent()
    logger.info(
      "sweep begins",
      metadata: [
        "items": "\(total)", "stored": "\(skipped)", "suspects": "\(suspects.count)", "ranks": "\(communicator.size)",
      ])
    writeStatus(.running)
    if !suspects.isEmpty {
      progress.print(
        "An earlier sweep died with \(suspects.count) items in flight: each is tried in a process of its own.")
    }
  }

  var elapsed: Double { watch.seconds }

  var shown: ProgressReporter.Progress {
    .init(total: total, done: skipped + recorded, failed: failedBefore + failed, recorded: recorded, elapsed: elapsed)
  }

  func sweep() throws -> SweepSummary {
    do {
      try workUntilDone()
      let grace = stopSignal.map { $0 == SIGUSR1 ? settings.warningGrace : settings.terminationGrace } ?? 0
      try shutDownRanks(grace: grace, patience: stopSignal == nil ? 10 : 0.2)
      return try finish()
    } catch {
      abandon(after: error)
      throw error
    }
  }

  /// Hands out items and receives records until every item is stored or a signal asks to stop.
  private func workUntilDone() throws {
    var pause = PollPause(limit: 1000)
    while true {
      var isQuiet = try receiveAll()
      grants += ledger.grants()
      for rank in ledger.recalls() { try send(.recall, to: rank) }
      if try !storeBatch() { isQuiet = false }
      if ledger.isDone, records.isEmpty, try writer.isReady() { return }
      if let signal = signals.signal ?? ranks.signal {
        stopSignal = signal
        return
      }
      try ranks.checkSilence(limit: settings.silenceLimit)
      reportProgress()
      agent.waitForActivity(atMost: pause.next(isQuiet: isQuiet))
    }
  }

  /// Receives what the ranks have sent, its own workers included. True when there was nothing.
  func receiveAll() throws -> Bool {
    var isQuiet = true
    agent.ioSeconds = writer.seconds
    agent.mpiSeconds = communicator.secondsSpent
    for message in agent.outgoingMessages() {
      try receive(message, from: 0)
      isQuiet = false
    }
    // Above the limit, messages stay with their senders until the store has caught up.
    while backlog <= settings.backlogLimit, let message = try communicator.receive() {
      try receive(try SweepMessage(message), from: message.source)
      isQuiet = false
    }
    return isQuiet
  }

  private func receive(_ message: SweepMessage, from rank: Int) throws {
    ranks.noteMessage(from: rank)
    switch message {
    case .register(let host, let threads):
      ledger.register(rank: rank, threads: threads)
      ranks.register(rank: rank, host: host)
      logger.debug("a rank registered", metadata: ["of": "\(rank)", "host": "\(host)", "threads": "\(threads)"])
    case .request(let wanted, let idle): ledger.request(rank: rank, wanted: wanted, idle: idle)
    case .results(let new): for record in new { try accept(record, from: rank) }
    case .returned(let items):
      guard ledger.takeBack(items: items, rank: rank) else {
        throw SweepError.garbled(rank: rank, reason: "it gave back items it was not given")
      }
    case .timing(let timing): ranks.timings[rank] = timing
    case .signalled(let signal): ranks.signal = signal
    case .preparationFailed(let reason):
      // One reason suffices.
      guard !isEnding else { return }
      throw SweepError.cannotPrepare(rank: rank, host: ranks.host(of: rank), reason: reason)
    case .shutDown(let abandoned):
      ranks.shutDown(rank, abandoned: abandoned)
      logger.debug("a rank shut down", metadata: ["of": "\(rank)", "abandoned": "\(abandoned)"])
    case .grant, .recall, .stop: throw SweepError.garbled(rank: rank, reason: "only rank 0 may send this")
    }
  }

  private func accept(_ record: EncodedRecord, from rank: Int) throws {
    let (index, isFailed): (Int, Bool)
    do {
      (index, isFailed) = try record.glance()
    } catch {
      throw SweepError.garbled(rank: rank, reason: "\(error)")
    }
    guard ledger.finish(item: index, rank: rank) else {
      throw SweepError.garbled(rank: rank, reason: "it answered for item \(index), which it was not given")
    }
    records.append(record)
    backlog += record.payload.count
    recorded += 1
    if isFailed { failed += 1 }
  }

  func send(_ message: SweepMessage, to rank: Int) throws {
    if rank == 0 { agent.receive(message) } else { try message.send(to: rank, over: communicator) }
  }

  /// Starts writing the next batch when the last one is written, and gives out the items that it marked. True when
  /// there was nothing to do.
  private func storeBatch() throws -> Bool {
    guard try writer.isReady() else { return true }
    for grant in grantsBeingMarked { try send(.grant(grant.items, isolated: grant.isolated), to: grant.rank) }
    grantsBeingMarked = grants
    guard !records.isEmpty || !grants.isEmpty else { return true }
    // Suspects keep the mark they have.
    let marks = grants.filter { !$0.isolated }.flatMap { grant in
      grant.items.map { InFlightMark(item: $0, rank: grant.rank) }
    }
    logger.trace("a batch is stored", metadata: ["records": "\(records.count)", "items given out": "\(marks.count)"])
    writer.start(records, marking: marks)
    (records, backlog, grants) = ([], 0, [])
    return false
  }

  private func reportProgress() {
    progress.update(shown)
    guard sinceStatus.seconds >= Self.statusInterval else { return }
    writeStatus(.running)
  }

  /// The status is a convenience: a sweep does not end because it cannot be written.
  func writeStatus(_ state: SweepStatus.State) {
    sinceStatus.restart()
    let status = SweepStatus(
      state: state, host: Communicator.hostName, process: ProcessInfo.processInfo.processIdentifier,
      started: started.timeIntervalSince1970, updated: Date().timeIntervalSince1970, total: total,
      done: skipped + recorded, failed: failedBefore + failed, recorded: recorded, inFlight: ledger.outstanding,
      ranks: ranks.timings.sorted { $0.key < $1.key }.map(\.value))
    do {
      try status.write(to: store.directory)
    } catch {
      logger.warning("cannot write the status", metadata: ["error": "\(error)"])
    }
  }
}
