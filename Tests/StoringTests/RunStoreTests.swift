import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storing

struct RunStoreTests {
  let directory = try! TemporaryFolder()

  private func store(_ run: RunDescription = RecordExamples.run) throws -> RunStore {
    try RunStore(creatingOrOpening: directory.path, run: run)
  }

  @Test func recordsComeBackInIndexOrder() throws {
    let records = (0..<100).map {
      $0 % 10 == 3 ? RecordExamples.failed(index: $0) : RecordExamples.explained(index: $0)
    }
    let store = try store()
    try store.commit(records.shuffled())
    #expect(try store.records() == records)
    #expect(try store.records(in: 40..<50) == Array(records[40..<50]))
    #expect(try store.record(at: 99) == records[99])
    #expect(try store.record(at: 100) == nil)
    #expect(try store.finishedIndices() == IndexSet(0..<100))
    #expect(try store.failedIndices().count == 10)
    #expect(try store.counts() == RunStore.Counts(explained: 90, failed: ["unreadable": 10]))
  }

  @Test func aBodyMayUseTheStoreItself() throws {
    let store = try store()
    try store.commit([RecordExamples.explained(index: 1)])
    var totals: [Int] = []
    try store.forEachRecord { _ in totals.append(try store.counts().total) }
    #expect(totals == [1])
  }

  @Test func storesBegunWithoutClassNamesLearnThem() throws {
    try store().close()
    var named = RecordExamples.run
    named.classNames = ["cat", "a \"dog\""]
    try store(named).close()
    #expect(try RunStore(reading: directory.path).runDescription() == named)
    try store().close()
    #expect(try RunStore(reading: directory.path).runDescription() == named)
  }

  @Test func aLaterRecordReplacesAnEarlierOne() throws {
    let store = try store()
    try store.commit([RecordExamples.failed(index: 7)])
    try store.commit([RecordExamples.explained(index: 7)])
    #expect(try store.records() == [RecordExamples.explained(index: 7)])
  }

  @Test func commitsSurviveAProcessThatNeverCloses() throws {
    let store = try store()
    try store.commit([RecordExamples.explained(index: 1)])
    // What a killed process leaves: the files as they are, without closing.
    let copy = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
      try FileManager.default.copyItem(atPath: directory.path + "/" + name, toPath: copy.path + "/" + name)
    }
    #expect(try RunStore(reading: copy.path).records() == [RecordExamples.explained(index: 1)])
    #expect(try RunStore(creatingOrOpening: copy.path, run: RecordExamples.run).counts().total == 1)
  }

  @Test func theClosedStoreIsOneFileWithPlainColumns() throws {
    let store = try store()
    try store.commit([RecordExamples.explained(index: 1), RecordExamples.failed(index: 2)])
    try store.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [RunStore.fileName])
    let rows = try DatabaseQueue(path: directory.path + "/" + RunStore.fileName).read {
      try Row.fetchAll(
        $0,
        sql: """
          SELECT id, status, failure, target, predicted, probability,
            json_extract("values", '$.smug.mask_cost') AS cost, json_extract("values", '$.smug.status') AS proven,
            json_extract(stages, '$[1][1]') AS solve
          FROM items JOIN provenance USING (item)
          """)
    }
    #expect(rows[0]["id"] == "class é/\"photo\" 1.jpg")
    #expect(rows[0]["cost"] == 12.0)
    #expect(rows[0]["proven"] == "optimal")
    #expect(rows[0]["probability"] == 0.1 + 0.2)
    #expect(rows[0]["solve"] == 1.5)
    #expect(rows[1]["failure"] == "unreadable")
  }

  @Test func aSecondWriterAndAReaderAreTurnedAwayWhileOneWrites() throws {
    let store = try store()
    try store.commit([RecordExamples.explained(index: 1)])
    #expect(throws: RunStoreError.inUse(directory: directory.path)) { try self.store() }
    #expect(throws: RunStoreError.inUse(directory: directory.path)) { try RunStore(reading: directory.path) }
    try store.commit([RecordExamples.explained(index: 2)])
    try store.close()
    #expect(try RunStore(reading: directory.path).counts().total == 2)
  }

  @Test func whatASweepHasCommittedIsReadWithoutItsLock() throws {
    let scratch = try TemporaryFolder()
    let store = try store()
    try store.commit([RecordExamples.explained(index: 1)])
    let snapshot = try RunStore.committed(in: directory.path, scratch: scratch.url)
    #expect(snapshot.isSnapshot)
    try store.commit([RecordExamples.explained(index: 2)])
    // A snapshot is of its moment, and leaves nothing behind.
    #expect(try snapshot.records() == [RecordExamples.explained(index: 1)])
    #expect(try snapshot.runDescription() == RecordExamples.run)
    #expect(throws: RunStoreError.self) { try snapshot.commit([RecordExamples.explained(index: 3)]) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
    #expect(try RunStore.committed(in: directory.path, scratch: scratch.url).counts().total == 2)
    try store.close()
    #expect(try !RunStore.committed(in: directory.path, scratch: scratch.url).isSnapshot)
  }

  /// A log of 64 MB would never begin anew in a test.
  private func beginLogAnewOften(_ store: RunStore) throws {
    try store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_autocheckpoint = 200") }
  }

  /// While a writer moves its log into the database again and again, every copy holds a beginning of what was committed,
  /// with each of its records whole.
  @Test func snapshotsOfABusyStoreAreWhole() async throws {
    let scratch = try TemporaryFolder()
    let store = try store()
    try beginLogAnewOften(store)
    try store.commit([RecordExamples.explained(index: 0)])
    let writer = Task.detached { for index in 1..<400 { try store.commit([RecordExamples.explained(index: index)]) } }
    var seen = 0
    while seen < 400 {
      let records = try RunStore.committed(in: directory.path, scratch: scratch.url).records()
      #expect(records.map(\.index) == Array(0..<records.count) && records.count >= seen)
      #expect(records.last == records.last.map { RecordExamples.explained(index: $0.index) })
      seen = records.count
    }
    try await writer.value
  }

  @Test func anotherRunIsRefusedWithTheDifference() throws {
    try store().close()
    var run = RecordExamples.run
    run.jobText = "model: m.onnx\nk: 2000\n"
    #expect { try store(run) } throws: { "\($0)".contains("line 2 was 'k: 3000' and is 'k: 2000'") }
    run = RecordExamples.run
    run.itemCount = 99
    #expect { try store(run) } throws: { "\($0)".contains("100 items then and has 99 now") }
    run = RecordExamples.run
    run.fingerprints["model"] = "xyz"
    #expect { try store(run) } throws: { "\($0)".contains("the model has changed") }
    run = RecordExamples.run
    run.versions["winnow"] = "0.2.0"
    try store(run).close()
    #expect(try RunStore(reading: directory.path).runDescription() == RecordExamples.run)
  }

  @Test func whatIsNoStoreIsRefused() throws {
    #expect(throws: RunStoreError.missing(directory: directory.path)) { try RunStore(reading: directory.path) }
    let path = directory.path + "/" + RunStore.fileName
    try Data("this is not a database, and it is long enough to be read as a header".utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect { try store() } throws: { if case RunStoreError.unreadable = $0 { true } else { false } }
    try FileManager.default.removeItem(atPath: path)
    try DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (x)") }
    #expect { try store() } throws: { "\($0)".contains("not of a sweep") }
  }

  @Test func anImpossibleDirectoryIsRefused() throws {
    let file = directory.path + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect { try RunStore(creatingOrOpening: file + "/run", run: RecordExamples.run) } throws: {
      if case RunStoreError.unwritable = $0 { true } else { false }
    }
  }

  @Test func aStoreThatWasDeletedMeanwhileIsNoticed() throws {
    let store = try store()
    try FileManager.default.removeItem(atPath: directory.path)
    #expect(throws: RunStoreError.vanished(directory: directory.path)) {
      try store.commit([RecordExamples.explained(index: 1)])
    }
  }

  @Test func marksGoWithTheRecordOrInGoodOrder() throws {
    let store = try store()
    try store.commit([], marking: (1...4).map { InFlightMark(item: $0, rank: 3) })
    try store.commit([EncodedRecord(RecordExamples.explained(index: 2))], marking: [InFlightMark(item: 9, rank: 1)])
    try store.clearInFlightMarks(ofRanks: [0, 1])
    #expect(try store.inFlightMarks() == [1, 3, 4].map { InFlightMark(item: $0, rank: 3) })
    // The sweep died; in the next one, a rank of the same number ends in good order.
    #expect(try store.adoptSuspects() == IndexSet([1, 3, 4]))
    try store.clearInFlightMarks(ofRanks: [3])
    #expect(try store.adoptSuspects() == IndexSet([1, 3, 4]))
    try store.commit([1, 3, 4].map { EncodedRecord(RecordExamples.failed(index: $0)) })
    #expect(try store.adoptSuspects().isEmpty)
  }

  @Test func runsAndTimingsAreWrittenDown() throws {
    let store = try store()
    let first = try store.beginRun(host: "node1", ranks: 4, versions: ["winnow": "0.1.0"])
    let second = try store.beginRun(host: "node2", ranks: 1, versions: [:])
    let timing = RankTiming(
      rank: 0, host: "node2", threads: 2, items: 5, elapsed: 3, compute: 5.5, wait: 0.5, io: 0.1, mpi: 0.2,
      peakMemory: 1 << 20)
    try store.record([timing], run: second)
    try store.endRun(second, ending: "finished")
    let history = try store.runHistory()
    #expect(history.map(\.ending) == [nil, "finished"])
    #expect(history.map(\.ranks) == [4, 1])
    #expect(history.map(\.versions) == [["winnow": "0.1.0"], [:]])
    #expect(history.map(\.threads) == [0, 2])
    #expect(try store.rankTimings() == [timing])
    #expect(try store.rankTimings(run: first) == [])
  }
}
