import Foundation
import Logging
import MessagePassing
import Storing

/// Rank 0's side of a sweep: hands out items, stores records, and works itself.
///
/// An item is given out only after its in-flight mark is stored, and a rank gets new items only for what it has
/// answered: so a slow store slows the ranks down instead of filling the memory.
final class RankZero {
  let communicator: Communicator
  let settings: SweepSettings
  let store: RunStore
  let signals: SignalWatcher
  let progress: ProgressReporter
  let agent: RankAgent
  let logger: Logger

  private var ledger: WorkLedger
  private let writer: StoreWriter
  let run: Int
  let started = Date()
  private let startInstant = ContinuousClock.now

  /// Records to be stored with the next batch, and items to be marked with it and then given out.
  private var records: [EncodedRecord] = []
  private var backlog = 0
  private var grants: [WorkLedger.Grant] = []
  /// Given out when the batch that is being written is written.
  private var grantsBeingMarked: [WorkLedger.Grant] = []

  var peers: Peers
  private(set) var total: Int
  private(set) var skipped: Int
  private(set) var recorded = 0
  private(set) var failed = 0
  private var failedBefore: Int
  private var stopSignal: Int32?
  private var isEnding = false
  private var statusWrittenAt = ContinuousClock.now

  private static let statusInterval = Duration.seconds(2)

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
    peers = Peers(count: sweep.communicator.size)
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
      progress.say(
        "An earlier sweep died with \(suspects.count) items in flight: each is tried in a process of its own.")
    }
  }

  var elapsed: Double { (ContinuousClock.now - startInstant) / .seconds(1) }

  var shown: ProgressReporter.Progress {
    .init(total: total, done: skipped + recorded, failed: failedBefore + failed, recorded: recorded, elapsed: elapsed)
  }

  func sweep() throws -> SweepSummary {
    do {
      try workUntilDone()
      let grace = stopSignal.map { $0 == SIGUSR1 ? settings.warningGrace : settings.terminationGrace } ?? 0
      try dismissRanks(grace: grace, patience: stopSignal == nil ? 10 : 0.2)
      return try conclude()
    } catch {
      windDownAfter(error)
      throw error
    }
  }

  /// Hands out and takes in until every item is stored, or a signal says stop.
  private func workUntilDone() throws {
    var pause = PollPause(limit: 1000)
    while true {
      var isQuiet = try listen()
      grants += ledger.grants()
      for rank in ledger.recalls() { try tell(.recall, to: rank) }
      if try !keepStoring() { isQuiet = false }
      if ledger.isDone, records.isEmpty, try writer.isReady() { return }
      if let signal = signals.signal ?? peers.signal {
        stopSignal = signal
        return
      }
      try peers.checkSilence(limit: settings.silenceLimit)
      report()
      agent.waitForNews(atMost: pause.next(isQuiet: isQuiet))
    }
  }

  /// Takes in what the ranks say, its own workers included. True when there was nothing.
  private func listen() throws -> Bool {
    var isQuiet = true
    agent.ioSeconds = writer.seconds
    agent.mpiSeconds = communicator.secondsSpent
    for message in agent.say() {
      try hear(message, from: 0)
      isQuiet = false
    }
    // Above the limit, messages stay with their senders until the store has caught up.
    while backlog <= settings.backlogLimit, let message = try communicator.receive() {
      try hear(try SweepMessage(message), from: message.source)
      isQuiet = false
    }
    return isQuiet
  }

  private func hear(_ message: SweepMessage, from rank: Int) throws {
    peers.heard(from: rank)
    switch message {
    case .hello(let host, let threads):
      ledger.greet(rank: rank, threads: threads)
      peers.greet(rank: rank, host: host)
      logger.debug("a rank is there", metadata: ["of": "\(rank)", "host": "\(host)", "threads": "\(threads)"])
    case .request(let wanted, let idle): ledger.request(rank: rank, wanted: wanted, idle: idle)
    case .results(let new): for record in new { try take(record, from: rank) }
    case .returned(let items):
      guard ledger.takeBack(items: items, rank: rank) else {
        throw SweepError.garbled(rank: rank, reason: "it gave back items it was not given")
      }
    case .timing(let timing): peers.timings[rank] = timing
    case .signalled(let signal): peers.signal = signal
    case .cannotWork(let reason):
      // One reason suffices.
      guard !isEnding else { return }
      throw SweepError.cannotPrepare(rank: rank, host: peers.host(of: rank), reason: reason)
    case .farewell(let abandoned):
      peers.farewell(from: rank, abandoned: abandoned)
      logger.debug("a rank is done", metadata: ["of": "\(rank)", "abandoned": "\(abandoned)"])
    case .grant, .recall, .stop: throw SweepError.garbled(rank: rank, reason: "only rank 0 may say this")
    }
  }

  private func take(_ record: EncodedRecord, from rank: Int) throws {
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

  private func tell(_ message: SweepMessage, to rank: Int) throws {
    if rank == 0 { agent.hear(message) } else { try message.send(to: rank, over: communicator) }
  }

  /// Starts writing the next batch when the last one is written, and gives out the items that it marked. True when
  /// there was nothing to do.
  private func keepStoring() throws -> Bool {
    guard try writer.isReady() else { return true }
    for grant in grantsBeingMarked { try tell(.grant(grant.items, sheltered: grant.sheltered), to: grant.rank) }
    grantsBeingMarked = grants
    guard !records.isEmpty || !grants.isEmpty else { return true }
    // Suspects keep the mark they have.
    let marks = grants.filter { !$0.sheltered }.flatMap { grant in
      grant.items.map { InFlightMark(item: $0, rank: grant.rank) }
    }
    logger.trace("a batch is stored", metadata: ["records": "\(records.count)", "items given out": "\(marks.count)"])
    writer.start(records, marking: marks)
    (records, backlog, grants) = ([], 0, [])
    return false
  }

  private func report() {
    progress.update(shown)
    guard ContinuousClock.now - statusWrittenAt >= Self.statusInterval else { return }
    writeStatus(.running)
  }

  /// The status is a convenience: a sweep does not end because it cannot be written.
  private func writeStatus(_ state: SweepStatus.State) {
    statusWrittenAt = .now
    let status = SweepStatus(
      state: state, host: Communicator.hostName, process: ProcessInfo.processInfo.processIdentifier,
      started: started.timeIntervalSince1970, updated: Date().timeIntervalSince1970, total: total,
      done: skipped + recorded, failed: failedBefore + failed, recorded: recorded, inFlight: ledger.outstanding,
      ranks: peers.timings.sorted { $0.key < $1.key }.map(\.value))
    do {
      try status.write(to: store.directory)
    } catch {
      logger.warning("cannot write the status", metadata: ["error": "\(error)"])
    }
  }

  /// Tells every rank to stop and takes in what they still have to say.
  private func dismissRanks(grace: Double, patience: Double) throws {
    isEnding = true
    if let stopSignal {
      // Said before waiting for anyone: there may be no time left afterwards.
      progress.say(
        """
        Stopping on \(SignalWatcher.name(stopSignal)), sent by a scheduler or person, or by MPI because a rank died. \
        What is finished is stored: start the same command again to go on.
        """)
    }
    for rank in 0..<communicator.size { try tell(.stop(grace: grace), to: rank) }
    let deadline = ContinuousClock.now + .seconds(grace + patience)
    var pause = PollPause(limit: 1000)
    while !peers.allSaidFarewell, .now < deadline {
      let isQuiet = try listen()
      // A store that has failed takes no more; the ranks are let go all the same.
      if (try? writer.isReady()) == true, !records.isEmpty {
        writer.start(records, marking: [])
        (records, backlog) = ([], 0)
      }
      progress.update(shown)
      agent.waitForNews(atMost: pause.next(isQuiet: isQuiet))
    }
  }

  /// Stores the rest and closes the store.
  private func conclude() throws -> SweepSummary {
    try writer.drain()
    try store.commit(records, run: run)
    // Items of a rank without last words stay marked: perhaps one of them killed it.
    try store.clearInFlightMarks(ofRanks: peers.departed)
    let timings = peers.timings.sorted { $0.key < $1.key }.map(\.value)
    try store.record(timings, run: run)
    try store.endRun(run, ending: stopSignal == nil ? "finished" : "stopped")
    try store.close()
    let summary = SweepSummary(
      ending: stopSignal.map { .stopped(signal: $0) } ?? .finished, total: total, skipped: skipped,
      recorded: recorded, failed: failed, failedInStore: failedBefore + failed, abandoned: peers.abandoned,
      elapsed: elapsed, timings: timings)
    writeStatus(stopSignal == nil ? .finished : .stopped)
    progress.finish(shown)
    if stopSignal != nil {
      progress.say(
        """
        Stopped with \(skipped + recorded) of \(total) items stored. Start the same command again to go on \
        (exit code \(SweepExitCode.resumable.rawValue)).
        """)
    }
    // Ending MPI waits for every rank: without the silent ones it would wait for ever.
    if !peers.allSaidFarewell { communicator.abort(exitCode: summary.exitCode.rawValue) }
    return summary
  }

  /// After an error: lets the ranks go and saves what can be saved.
  private func windDownAfter(_ error: any Error) {
    logger.notice("the sweep ends early", metadata: ["error": "\(error)"])
    if !isEnding { try? dismissRanks(grace: 0, patience: 2) }
    if (try? writer.drain()) != nil, (try? store.commit(records, run: run)) != nil {
      try? store.clearInFlightMarks(ofRanks: peers.departed)
      try? store.endRun(run, ending: "failed")
    }
    try? store.close()
    writeStatus(.failed)
    progress.finish(shown)
    guard !peers.allSaidFarewell else { return }
    progress.say("Error: \(error)")
    communicator.abort(exitCode: (SweepExitCode(error) ?? .failure).rawValue)
  }
}

/// What rank 0 knows of the ranks, itself included.
struct Peers {
  let count: Int
  var timings: [Int: RankTiming] = [:]
  /// A signal that some rank got.
  var signal: Int32?
  private(set) var departed: Set<Int> = []
  private(set) var abandoned = 0
  private var hosts: [Int: String] = [:]
  private var lastHeard: [ContinuousClock.Instant]
  private var lastCheck = ContinuousClock.now

  init(count: Int) {
    self.count = count
    lastHeard = Array(repeating: .now, count: count)
  }

  var allSaidFarewell: Bool { departed.count == count }

  func host(of rank: Int) -> String { hosts[rank] ?? "an unknown host" }

  mutating func greet(rank: Int, host: String) { hosts[rank] = host }

  mutating func heard(from rank: Int) { lastHeard[rank] = .now }

  mutating func farewell(from rank: Int, abandoned: Int) {
    departed.insert(rank)
    self.abandoned += abandoned
  }

  /// - Throws: when a rank has been silent for longer than `limit` seconds.
  mutating func checkSilence(limit: Double) throws {
    let now = ContinuousClock.now
    guard now - lastCheck >= .seconds(1) else { return }
    lastCheck = now
    for (rank, heard) in lastHeard.enumerated() where now - heard > .seconds(limit) {
      throw SweepError.rankSilent(rank: rank, host: host(of: rank), seconds: Int(limit))
    }
  }
}
