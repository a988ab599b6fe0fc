import Foundation
import MessagePassing
import Storing
import Synchronization
import Testing

@testable import Sweeping

@Suite(.serialized) struct SweepTests {
  @Test(arguments: [1, 2, 5]) func everyItemIsStoredOnceWhateverTheNumberOfRanks(ranks: Int) throws {
    let directory = RunDirectory(items: 300)
    let summary = try sweep(into: directory, items: IndexSet(0..<300), ranks: ranks)
    #expect(summary.ending == .finished)
    #expect(summary.recorded == 300)
    #expect(summary.failed == 30)
    #expect(summary.timings.map(\.rank) == Array(0..<ranks))
    #expect(summary.timings.map(\.items).reduce(0, +) == 300)
    #expect(summary.exitCode == .finished)
    #expect(try directory.results() == (0..<300).map(Squarer.record))
  }

  @Test func moreRanksThanItemsIsFine() throws {
    let directory = RunDirectory(items: 2)
    #expect(try sweep(into: directory, items: [0, 1], ranks: 6).recorded == 2)
    let empty = RunDirectory(items: 0)
    let summary = try sweep(into: empty, items: [], ranks: 3)
    #expect(summary.total == 0)
    #expect(summary.exitCode == .finished)
  }

  @Test func aSecondSweepDoesOnlyWhatIsMissing() throws {
    let directory = RunDirectory(items: 100)
    _ = try sweep(into: directory, items: IndexSet(20..<60))
    let processed = Mutex<[Int]>([])
    let summary = try sweep(into: directory, items: IndexSet(0..<100), ranks: 2) {
      Squarer { index in processed.withLock { $0.append(index) } }
    }
    #expect(summary.skipped == 40)
    #expect(summary.recorded == 60)
    #expect(summary.failedInStore == 10)
    #expect(processed.withLock { $0.sorted() } == Array(0..<20) + Array(60..<100))
    #expect(try directory.results() == (0..<100).map(Squarer.record))
  }

  @Test func failedItemsAreTriedAgainOnlyOnDemand() throws {
    let directory = RunDirectory(items: 50)
    _ = try sweep(into: directory, items: IndexSet(0..<50))
    #expect(try sweep(into: directory, items: IndexSet(0..<50)).recorded == 0)
    var settings = quickSettings
    settings.retryFailed = true
    let summary = try sweep(into: directory, items: IndexSet(0..<50), settings: settings)
    #expect(summary.recorded == 5)
    #expect(summary.failedInStore == 5)
  }

  @Test func aSweepOfFailuresOnlySaysSo() throws {
    let directory = RunDirectory(items: 100)
    #expect(try sweep(into: directory, items: [9, 19]).exitCode == .nothingExplained)
  }

  @Test func aSlowItemDelaysNobody() throws {
    let directory = RunDirectory(items: 60)
    var settings = quickSettings
    settings.threads = 1
    let slow = Mutex(false)
    let whileSlow = Mutex(0)
    let summary = try sweep(into: directory, items: IndexSet(0..<60), ranks: 3, settings: settings) {
      Squarer { index in
        if index == 5 {
          slow.withLock { $0 = true }
          usleep(400_000)
          slow.withLock { $0 = false }
        } else {
          usleep(2000)
          if slow.withLock({ $0 }) { whileSlow.withLock { $0 += 1 } }
        }
      }
    }
    #expect(summary.recorded == 60)
    // All the others, among them those that lay behind the slow one in its rank's queue.
    #expect(whileSlow.withLock { $0 } >= 50)
  }

  @Test func itemsOverTheTimeLimitFailAndTheRestGoesOn() throws {
    final class Dawdler: ItemProcessor {
      let interruption = Interruption()

      func process(_ index: Int) -> ItemRecord {
        // Items 3 and 4 end only when asked to, item 5 not even then, but late.
        while index == 3 || index == 4, !interruption.isWanted { Thread.sleep(forTimeInterval: 0.01) }
        if index == 5 { Thread.sleep(forTimeInterval: 2) }
        return Squarer.record(index)
      }
    }
    let directory = RunDirectory(items: 40)
    var settings = quickSettings
    settings.itemTimeLimit = 0.5
    let summary = try sweep(into: directory, items: IndexSet(0..<40), ranks: 2, settings: settings) { Dawdler() }
    #expect(summary.ending == .finished && summary.recorded == 40)
    let slow = try directory.results().compactMap { record -> Int? in
      guard case .failed(let failure) = record.outcome, failure.kind == "time-limit" else { return nil }
      return record.index
    }
    #expect(slow == [3, 4, 5])
  }

  @Test func tinyRecordsInFloodsAllArrive() throws {
    let directory = RunDirectory(items: 10_000)
    let summary = try sweep(into: directory, items: IndexSet(0..<10_000), ranks: 4)
    #expect(summary.recorded == 10_000)
    #expect(try RunStore(reading: directory.path).finishedIndices() == IndexSet(0..<10_000))
  }

  @Test func hugeRecordsPassAndSlowTheRanksDownInsteadOfPilingUp() throws {
    let directory = RunDirectory(items: 12)
    var settings = quickSettings
    settings.backlogLimit = 1 << 20
    let summary = try sweep(into: directory, items: IndexSet(0..<12), ranks: 3, settings: settings) { Noise() }
    #expect(summary.recorded == 12)
    #expect(try RunStore(reading: directory.path).record(at: 11)?.outcome == Noise.record(11).outcome)
  }

  /// Makes records of 4 MB that do not compress.
  final class Noise: ItemProcessor {
    static func record(_ index: Int) -> ItemRecord {
      var state = UInt32(index + 1)
      let values = (0..<1 << 20).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(bitPattern: state & 0x7F7F_FFFF)
      }
      var record = Squarer.record(0)
      record.index = index
      if case .explained(var item) = record.outcome {
        item.explanations[0].maps = [SaliencyMapRecord(name: "noise", height: 1 << 10, width: 1 << 10, values: values)]
        record.outcome = .explained(item)
      }
      return record
    }

    func process(_ index: Int) -> ItemRecord { Self.record(index) }
  }

  @Test func aRecordTooLargeForTheStoreIsAFailure() throws {
    let encoded = EncodedRecord(Noise.record(3)).limited(to: 1000)
    guard case .failed(let failure) = try encoded.decode().outcome else {
      Issue.record("the record was kept")
      return
    }
    #expect(failure.kind == "too-large")
  }

  struct NoModel: Error, CustomStringConvertible { var description: String { "the model is missing" } }

  @Test(arguments: [1, 3]) func aWorkerThatCannotBePreparedEndsTheSweepWithItsReason(ranks: Int) {
    let directory = RunDirectory(items: 5)
    #expect {
      try sweep(into: directory, items: IndexSet(0..<5), ranks: ranks) { throw NoModel() }
    } throws: { "\($0)".contains("the model is missing") && SweepExitCode($0) == .badInput }
  }

  @Test func aStoreInUseEndsTheSweepOnAllRanks() throws {
    let directory = RunDirectory(items: 5)
    let store = try directory.open()
    #expect {
      try sweep(into: directory, items: IndexSet(0..<5), ranks: 3)
    } throws: { SweepExitCode($0) == .badOutput }
    try store.close()
  }

  @Test func aStoreThatVanishesEndsTheSweepResumably() throws {
    let directory = RunDirectory(items: 1000)
    #expect {
      try sweep(into: directory, items: IndexSet(0..<1000), ranks: 2) {
        Squarer { index in
          if index == 100 { try? FileManager.default.removeItem(atPath: directory.path) }
          usleep(500)
        }
      }
    } throws: { SweepExitCode($0) == .resumable }
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGUSR1]) func aSignalEndsTheSweepInGoodOrder(signal: Int32) throws {
    let directory = RunDirectory(items: 1000)
    let summary = try sweep(into: directory, items: IndexSet(0..<1000), ranks: 2) {
      Squarer { index in
        if index == 50 { kill(getpid(), signal) }
        usleep(3000)
      }
    }
    #expect(summary.ending == .stopped(signal: signal))
    #expect(summary.exitCode == .resumable)
    // How many were done by then depends on how the ranks got on.
    #expect(summary.recorded > 0 && summary.recorded < 1000)
    #expect(summary.abandoned == 0)
    // In good order: nothing is under suspicion, and the next sweep does the rest.
    let store = try directory.open()
    #expect(try store.inFlightMarks().isEmpty)
    #expect(try store.runHistory().map(\.ending) == ["stopped"])
    try store.close()
    #expect(try sweep(into: directory, items: IndexSet(0..<1000)).skipped == summary.recorded)
    #expect(try directory.results() == (0..<1000).map(Squarer.record))
  }

  @Test func itemsTooSlowForASignalAreAbandoned() throws {
    let directory = RunDirectory(items: 10)
    var settings = quickSettings
    settings.terminationGrace = 0.1
    let summary = try sweep(into: directory, items: IndexSet(0..<10), settings: settings) {
      Squarer { index in
        if index == 3 {
          kill(getpid(), SIGTERM)
          usleep(1_000_000)
        }
      }
    }
    #expect(summary.abandoned == 1)
    let store = try directory.open()
    #expect(try store.inFlightMarks().isEmpty)
    try store.close()
  }

  @Test func statusTellsOfARunningAFinishedAndADeadSweep() throws {
    let directory = RunDirectory(items: 20)
    #expect(throws: RunStoreError.missing(directory: directory.path)) { try SweepStatus.current(of: directory.path) }
    let running = Mutex<SweepStatus?>(nil)
    _ = try sweep(into: directory, items: IndexSet(0..<20), ranks: 2) {
      Squarer { index in
        guard index == 10 else { return }
        usleep(300_000)
        let status = try? SweepStatus.current(of: directory.path)
        running.withLock { $0 = status }
      }
    }
    #expect(running.withLock { $0?.state } == .running)
    #expect(running.withLock { $0?.total } == 20)
    var status = try SweepStatus.current(of: directory.path)
    #expect(status.state == .finished)
    #expect(status.done == 20)
    #expect(status.failed == 2)
    #expect(status.recorded == 20)
    #expect(status.ranks.count == 2)
    #expect(try status.json().contains("\"state\" : \"finished\""))
    // A sweep that writes down its beginning and no end.
    let store = try directory.open()
    _ = try store.beginRun(host: "node", ranks: 1, versions: [:])
    try store.close()
    status = try SweepStatus.current(of: directory.path)
    #expect(status.state == .died)
    #expect(status.done == 20)
  }
}
