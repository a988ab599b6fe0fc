import DequeModule
import Dispatch
import Storing
import Synchronization
import Timing

/// An item to work on.
struct WorkItem: Sendable, Equatable {
  var index: Int
  /// Worked on in a process of its own, because the item may have killed a process before.
  var isolated: Bool
}

/// The worker threads of a rank, each with its own processor, fed from one queue.
final class WorkerPool: Sendable {
  let threads: Int
  private let rank: Int
  private let state: Mutex<State>
  /// One signal for each queued item; spurious ones are harmless.
  private let work = DispatchSemaphore(value: 0)
  private let activity = DispatchSemaphore(value: 0)
  private let makeProcessor: @Sendable () throws -> any ItemProcessor
  private let isolation: ProcessIsolation
  private let timeLimit: Double?

  private struct State {
    var queue: Deque<WorkItem> = []
    /// By worker. Who is not here any more when it is done works on an item that was given up.
    var running: [Int: Run] = [:]
    var workersStarted = 0
    /// Threads that still work on items that were given up.
    var strays = 0
    var finished: [EncodedRecord] = []
    var finishedCount = 0
    var failure: String?
    var computeSeconds = 0.0
    var isClosed = false
  }

  /// A worker's item.
  private struct Run {
    var index: Int
    let watch = Stopwatch()
    var interruption: Interruption
    /// It only remains to say that the item was given up.
    var isOver = false
  }

  /// A snapshot for deciding how much work to ask for.
  struct Load: Equatable {
    var queued: Int
    var running: Int
    var finishedCount: Int
    /// Summed over threads, finished items only.
    var computeSeconds: Double
    var failure: String?
  }

  init(
    threads: Int, rank: Int, isolation: ProcessIsolation, timeLimit: Double? = nil,
    makeProcessor: @escaping @Sendable () throws -> any ItemProcessor
  ) {
    self.threads = threads
    self.rank = rank
    self.isolation = isolation
    self.timeLimit = timeLimit
    self.makeProcessor = makeProcessor
    state = Mutex(State())
    for _ in 0..<threads { startWorker() }
  }

  /// Starts a thread that works on items, and before that records one that another thread was too slow for.
  private func startWorker(givingUp overdue: Int? = nil) {
    let worker = state.withLock { state in
      state.workersStarted += 1
      if let overdue {
        state.running[state.workersStarted] = Run(
          index: overdue, interruption: Interruption(), isOver: true)
      }
      return state.workersStarted
    }
    // A serial queue each: a concurrent one would start no more threads than there are cores.
    DispatchQueue(label: "winnow.worker.\(worker)").async { self.work(as: worker, givingUp: overdue) }
  }

  /// Gives up the items that take longer than the limit: their threads are asked to stop and left to themselves,
  /// others take their places. A thread cannot be made to stop, so at most as many are left to themselves as work.
  func giveUpOverdue() {
    guard let timeLimit else { return }
    let overdue = state.withLock { state -> [Int] in
      let late = state.running.map { (worker: $0.key, run: $0.value, seconds: $0.value.watch.seconds) }
        .filter { !$0.run.isOver && $0.seconds > timeLimit }
      let chosen = late.sorted { $0.seconds > $1.seconds }.prefix(max(0, threads - state.strays))
      for (worker, run, _) in chosen {
        state.running[worker] = nil
        state.strays += 1
        run.interruption.want()
      }
      return chosen.map(\.run.index)
    }
    for index in overdue { startWorker(givingUp: index) }
  }

  func enqueue(_ items: [WorkItem]) {
    state.withLock { $0.queue.append(contentsOf: items) }
    for _ in items { work.signal() }
  }

  /// Takes back what is not started.
  func takeBack() -> [WorkItem] {
    state.withLock { state in
      defer { state.queue = [] }
      return Array(state.queue)
    }
  }

  func takeFinished() -> [EncodedRecord] {
    state.withLock { state in
      defer { state.finished = [] }
      return state.finished
    }
  }

  var load: Load {
    state.withLock {
      Load(
        queued: $0.queue.count, running: $0.running.count, finishedCount: $0.finishedCount,
        computeSeconds: $0.computeSeconds, failure: $0.failure)
    }
  }

  /// Returns when a thread has finished an item, or after the time given.
  func waitForActivity(atMost interval: DispatchTimeInterval) { _ = activity.wait(timeout: .now() + interval) }

  /// Ends the threads once they have finished what they work on.
  func close() {
    state.withLock {
      $0.isClosed = true
      $0.queue = []
    }
    for _ in 0..<threads { work.signal() }
  }

  private func work(as worker: Int, givingUp overdue: Int?) {
    let processor: any ItemProcessor
    do {
      processor = try makeProcessor()
    } catch {
      state.withLock { $0.failure = "\(error)" }
      activity.signal()
      return
    }
    if let overdue, !finish(overdueRecord(overdue, processor), as: worker) { return }
    let interruption = processor.interruption
    var isolated: IsolatedProcessor?
    while true {
      work.wait()
      let (next, isClosed) = state.withLock { state -> (WorkItem?, Bool) in
        guard !state.isClosed, !state.queue.isEmpty else { return (nil, state.isClosed) }
        let next = state.queue.removeFirst()
        state.running[worker] = Run(index: next.index, interruption: interruption)
        return (next, false)
      }
      if isClosed { return }
      guard let next else { continue }
      let record: ItemRecord
      if next.isolated {
        isolated = isolated ?? isolation.makeProcessor()
        record = process(next.index, with: processor, in: isolated)
      } else {
        isolated = nil
        record = processor.process(next.index)
      }
      precondition(record.index == next.index, "a processor answered for another item")
      guard finish(record, as: worker) else { return }
    }
  }

  /// Takes in a worker's record. False when its item was given up meanwhile: then the worker has no more to do.
  private func finish(_ record: ItemRecord, as worker: Int) -> Bool {
    var record = record
    record.provenance.rank = rank
    let encoded = EncodedRecord(record).limited()
    defer { activity.signal() }
    return state.withLock { state in
      guard let run = state.running.removeValue(forKey: worker) else {
        state.strays -= 1
        return false
      }
      state.finished.append(encoded)
      state.finishedCount += 1
      state.computeSeconds += run.watch.seconds
      return true
    }
  }

  private func overdueRecord(_ index: Int, _ processor: any ItemProcessor) -> ItemRecord {
    let (id, label) = processor.identify(index)
    let failure = ItemFailure(
      kind: "time-limit",
      message: """
        it took longer than the \(timeLimit ?? 0) s that an item may take; raise --item-seconds and start again with \
        --retry-failed
        """)
    return ItemRecord(
      index: index, id: id, label: label, outcome: .failed(failure), provenance: Provenance(rank: rank, stages: []))
  }

  private func process(
    _ index: Int, with processor: any ItemProcessor, in isolated: IsolatedProcessor?
  ) -> ItemRecord {
    switch isolated?.process(index) ?? .unavailable {
    case .record(let record): return record
    case .unavailable: return processor.process(index)
    case .fatal(let failure):
      let (id, label) = processor.identify(index)
      return ItemRecord(
        index: index, id: id, label: label, outcome: .failed(failure), provenance: Provenance(rank: rank, stages: []))
    }
  }
}

extension EncodedRecord {
  /// SQLite stores at most 10^9 bytes in a field; MPI sends less than 2^31 in a message.
  static let sizeLimit = 1_000_000_000 - 1000

  /// The record itself, or that of a failure when it is too large to be stored.
  func limited(to limit: Int = sizeLimit) -> EncodedRecord {
    guard payload.count > limit, var record = try? summary() else { return self }
    record.outcome = .failed(
      ItemFailure(
        kind: "too-large",
        message: "the record takes \(payload.count) bytes, and at most \(limit) can be stored; store fewer maps"))
    return EncodedRecord(record)
  }
}
