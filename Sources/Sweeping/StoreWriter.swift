import Dispatch
import Storing
import Synchronization
import Timing

/// Writes to the store on a thread of its own, so that a slow file system does not keep rank 0 from its messages.
///
/// One batch at a time: what comes meanwhile makes the next one. So the slower the store, the larger the batches.
final class StoreWriter: Sendable {
  private let store: RunStore
  private let run: Int
  private let queue = DispatchQueue(label: "winnow.store")
  private let state = Mutex(State())

  private struct State {
    var isBusy = false
    var error: (any Error)?
    var busySeconds = 0.0
  }

  init(store: RunStore, run: Int) {
    self.store = store
    self.run = run
  }

  /// Seconds spent writing so far.
  var seconds: Double { state.withLock { $0.busySeconds } }

  /// False while a batch is being written.
  /// - Throws: what went wrong with an earlier batch.
  func isReady() throws -> Bool {
    try state.withLock { state in
      if let error = state.error { throw error }
      return !state.isBusy
    }
  }

  /// Starts writing. Call only when ready.
  func start(_ records: [EncodedRecord], marking marks: [InFlightMark]) {
    state.withLock { $0.isBusy = true }
    queue.async { [self] in
      let watch = Stopwatch()
      let result = Result { try store.commit(records, marking: marks, run: run) }
      let seconds = watch.seconds
      state.withLock { state in
        if case .failure(let error) = result { state.error = error }
        state.busySeconds += seconds
        state.isBusy = false
      }
    }
  }

  /// Returns when the batch that is being written is written.
  func drain() throws {
    queue.sync {}
    _ = try isReady()
  }
}
