import Foundation
import Logging
import MessagePassing
import Storing

/// Work on every item of a data set, spread over ranks and threads, with every record stored once.
///
/// Each rank calls `run` from its main thread. Ranks ask rank 0 for items by message and send it the records; rank 0
/// stores them, and works itself. Whatever ends a sweep early, the same sweep on the same store goes on from there.
public struct Sweep {
  let communicator: Communicator
  let indices: IndexSet
  private(set) var settings: SweepSettings
  let openStore: () throws -> RunStore
  let progress: ProgressReporter
  let makeProcessor: @Sendable () throws -> any ItemProcessor

  /// - Parameters:
  ///   - communicator: all ranks; `run` ends it.
  ///   - indices: the items to cover; the same on every rank (only rank 0's are looked at).
  ///   - store: opens the store; called on rank 0 only, and closed by `run`.
  ///   - makeProcessor: called once on each worker thread.
  public init(
    communicator: Communicator, indices: IndexSet, settings: SweepSettings = SweepSettings(),
    store: @escaping () throws -> RunStore, progress: ProgressReporter = ProgressReporter(),
    makeProcessor: @escaping @Sendable () throws -> any ItemProcessor
  ) {
    self.communicator = communicator
    self.indices = indices
    self.settings = settings
    self.settings.logger[metadataKey: "rank"] = "\(communicator.rank)"
    openStore = store
    self.progress = progress
    self.makeProcessor = makeProcessor
  }

  /// Sweeps until every item has a record or a signal says stop. Returns on all ranks at about the same time; the
  /// summary is complete on rank 0 only.
  ///
  /// When the ending is `.stopped`, end the process by `summary.exitCode.leave()`.
  /// - Throws: on rank 0 what went wrong (`SweepExitCode(error)` tells the code to exit with); on other ranks
  ///   `SweepError.endedByRankZero` or `CommunicatorError.rankZeroFailed`, which need no report.
  public func run() throws -> SweepSummary {
    if ProcessIsolation.isInside { try ProcessIsolation.serve(makeProcessor) }
    let result = Result { try sweep() }
    // Everyone comes here, also after an error: ending MPI waits for all.
    try communicator.finish()
    return try result.get()
  }

  private func sweep() throws -> SweepSummary {
    let signals = SignalWatcher()
    guard communicator.rank == 0 else {
      _ = try communicator.broadcast { [] }
      return followRankZero(signals: signals)
    }
    var opened: RunStore?
    _ = try communicator.broadcast {
      opened = try openStore()
      return []
    }
    guard let store = opened else { preconditionFailure("the store was opened above") }
    return try Coordinator(self, store: store, signals: signals).sweep()
  }

  /// Worker threads of this rank.
  public var threads: Int { max(1, settings.threads ?? communicator.coreShare) }

  func makeAgent() -> RankAgent {
    let pool = WorkerPool(
      threads: threads, rank: communicator.rank, isolation: settings.isolation, timeLimit: settings.itemTimeLimit,
      makeProcessor: makeProcessor)
    return RankAgent(rank: communicator.rank, pool: pool, settings: settings)
  }

  /// The part of every rank but 0: work until told to stop.
  private func followRankZero(signals: SignalWatcher) -> SweepSummary {
    let agent = makeAgent()
    settings.logger.debug("working", metadata: ["host": "\(Communicator.hostName)", "threads": "\(threads)"])
    do {
      try work(agent, signals: signals)
    } catch {
      // Without this rank, rank 0 would wait for its items for ever.
      settings.logger.critical("a rank cannot go on", metadata: ["error": "\(error)"])
      communicator.abort(exitCode: SweepExitCode.resumable.rawValue)
    }
    let timing = agent.timing
    settings.logger.info(
      "done",
      metadata: [
        "items": "\(timing.items)", "compute s": "\(timing.compute)", "wait s": "\(timing.wait)",
        "MPI s": "\(timing.mpi)", "abandoned": "\(agent.abandoned)",
      ])
    return SweepSummary(
      ending: .finished, total: indices.count, skipped: 0, recorded: timing.items, failed: 0, failedInStore: 0,
      abandoned: agent.abandoned, elapsed: timing.elapsed, timings: [timing])
  }

  private func work(_ agent: RankAgent, signals: SignalWatcher) throws {
    var hasSentSignal = false
    var pause = PollPause(limit: 5000)
    while true {
      var isQuiet = true
      while let message = try communicator.receive() {
        agent.receive(try SweepMessage(message))
        isQuiet = false
      }
      if let signal = signals.signal, !hasSentSignal {
        hasSentSignal = true
        try SweepMessage.signalled(signal).send(to: 0, over: communicator)
      }
      agent.mpiSeconds = communicator.secondsSpent
      for message in agent.outgoingMessages() {
        try message.send(to: 0, over: communicator)
        isQuiet = false
      }
      if agent.isFinished { return }
      agent.waitForActivity(atMost: pause.next(isQuiet: isQuiet))
    }
  }
}

/// How long to pause between two looks for messages: short while there is traffic, longer when it is quiet.
struct PollPause {
  /// In microseconds.
  let limit: Int
  private var microseconds = 100

  init(limit: Int) { self.limit = limit }

  mutating func next(isQuiet: Bool) -> DispatchTimeInterval {
    microseconds = isQuiet ? min(2 * microseconds, limit) : 100
    return .microseconds(microseconds)
  }
}
