import Dispatch
import Foundation
import MessagePassing
import Saliency
import Storing
import Synchronization

@testable import Sweeping

/// Work whose result depends on the item alone.
final class Squarer: ItemProcessor {
  private let body: (Int) -> Void

  init(_ body: @escaping (Int) -> Void = { _ in }) { self.body = body }

  static func record(_ index: Int) -> ItemRecord {
    let outcome: ItemRecord.Outcome =
      index % 10 == 9
      ? .failed(ItemFailure(kind: "unreadable", message: "item \(index) is odd"))
      : .explained(
        ExplainedItem(
          target: 1, predicted: 2, probability: 0.5,
          explanations: [ExplanationRecord(method: "square", values: [NamedValue("square", Double(index * index))])]))
    return ItemRecord(
      index: index, id: "#\(index)", label: nil, outcome: outcome, provenance: Provenance(rank: 0, stages: []))
  }

  func process(_ index: Int) -> ItemRecord {
    body(index)
    return Self.record(index)
  }
}

/// A run directory that is deleted with the last reference to it.
final class RunDirectory: Sendable {
  let path: String
  let run: RunDescription

  init(items: Int) {
    path = NSTemporaryDirectory() + "winnow-" + UUID().uuidString
    run = RunDescription(jobText: "square\n", itemCount: items)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func open() throws -> RunStore { try RunStore(creatingOrOpening: path, run: run) }

  /// Every stored record, without its provenance.
  func results() throws -> [ItemRecord] {
    try RunStore(reading: path).records().map {
      var record = $0
      record.provenance = Provenance(rank: 0, stages: [])
      return record
    }
  }
}

/// Sweeps `items` with `ranks` threads that each play a rank; gives rank 0's summary.
func sweep(
  into directory: RunDirectory, items: IndexSet, ranks: Int = 1,
  settings: SweepSettings = quickSettings,
  makeProcessor: @escaping @Sendable () throws -> any ItemProcessor = { Squarer() }
) throws -> SweepSummary {
  let results = Mutex<[Int: Result<SweepSummary, any Error>]>([:])
  let group = DispatchGroup()
  // Each communicator is used by its own thread alone.
  nonisolated(unsafe) let communicators = Communicator.inProcess(size: ranks)
  for rank in 0..<ranks {
    DispatchQueue(label: "rank \(rank)").async(group: group) {
      let sweep = Sweep(
        communicator: communicators[rank], indices: items, settings: settings, store: { try directory.open() },
        progress: ProgressReporter(.silent), makeProcessor: makeProcessor)
      let result = Result { try sweep.run() }
      results.withLock { $0[rank] = result }
    }
  }
  group.wait()
  return try results.withLock { results in
    for rank in 1..<ranks where ranks > 1 {
      if case .success = results[0]! { _ = try results[rank]!.get() }
    }
    return try results[0]!.get()
  }
}

let quickSettings: SweepSettings = {
  var settings = SweepSettings()
  settings.threads = 2
  settings.isolation = .none
  settings.logger.logLevel = .critical
  return settings
}()
