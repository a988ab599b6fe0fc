import Dispatch
import Storing
import Synchronization

/// An item to work on.
struct WorkItem: Sendable, Equatable {
  var index: Int
  /// Worked on in a process of its own, because the item may have killed a process before.
  var sheltered: Bool
}

/// The worker threads of a rank, each with its own processor, fed from one queue.
final class WorkerPool: Sendable {
  let threads: Int
  private let rank: Int
  private let state: Mutex<State>
  /// One signal for each queued item; spurious ones are harmless.
  private let work = DispatchSemaphore(value: 0)
  private let news = DispatchSemaphore(value: 0)
  private let makeProcessor: @Sendable () throws -> any ItemProcessor
  private let shelter: Shelter

  private struct State {
    var queue: [WorkItem] = []
    var running = 0
    var finished: [EncodedRecord] = []
    var finishedCount = 0
    var failure: String?
    var computeTime: Duration = .zero
    var isClosed = false
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
    threads: Int, rank: Int, shelter: Shelter, makeProcessor: @escaping @Sendable () throws -> any ItemProcessor
  ) {
    self.threads = threads
    self.rank = rank
    self.shelter = shelter
    self.makeProcessor = makeProcessor
    state = Mutex(State())
    for number in 0..<threads {
      // A serial queue each: a concurrent one would start no more threads than there are cores.
      DispatchQueue(label: "winnow.worker.\(number)").async { self.workerLoop() }
    }
  }

  func enqueue(_ items: [WorkItem]) {
    state.withLock { $0.queue.append(contentsOf: items) }
    for _ in items { work.signal() }
  }

  /// Takes back what is not started.
  func takeBack() -> [WorkItem] {
    state.withLock { state in
      defer { state.queue = [] }
      return state.queue
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
        queued: $0.queue.count, running: $0.running, finishedCount: $0.finishedCount,
        computeSeconds: $0.computeTime / .seconds(1), failure: $0.failure)
    }
  }

  /// Returns when a thread has finished an item, or after the time given.
  func waitForNews(atMost interval: DispatchTimeInterval) { _ = news.wait(timeout: .now() + interval) }

  /// Ends the threads once they have finished what they work on.
  func close() {
    state.withLock {
      $0.isClosed = true
      $0.queue = []
    }
    for _ in 0..<threads { work.signal() }
  }

  private func workerLoop() {
    let processor: any ItemProcessor
    do {
      processor = try makeProcessor()
    } catch {
      state.withLock { $0.failure = "\(error)" }
      news.signal()
      return
    }
    var sheltered: ShelteredProcessor?
    let clock = ContinuousClock()
    while true {
      work.wait()
      let (next, isClosed) = state.withLock { state -> (WorkItem?, Bool) in
        guard !state.isClosed, !state.queue.isEmpty else { return (nil, state.isClosed) }
        state.running += 1
        return (state.queue.removeFirst(), false)
      }
      if isClosed { return }
      guard let next else { continue }
      let start = clock.now
      var record: ItemRecord
      if next.sheltered {
        sheltered = sheltered ?? shelter.makeProcessor()
        record = process(next.index, with: processor, in: sheltered)
      } else {
        sheltered = nil
        record = processor.process(next.index)
      }
      precondition(record.index == next.index, "a processor answered for another item")
      record.provenance.rank = rank
      let encoded = EncodedRecord(record).limited()
      let time = clock.now - start
      state.withLock {
        $0.running -= 1
        $0.finished.append(encoded)
        $0.finishedCount += 1
        $0.computeTime += time
      }
      news.signal()
    }
  }

  private func process(
    _ index: Int, with processor: any ItemProcessor, in shelter: ShelteredProcessor?
  ) -> ItemRecord {
    switch shelter?.process(index) ?? .noShelter {
    case .record(let record): return record
    case .noShelter: return processor.process(index)
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
