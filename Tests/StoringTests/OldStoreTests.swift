import Foundation
import GRDB
import Saliency
import TestSupport
import Testing

@testable import Storing

/// Stores of earlier versions.
struct OldStoreTests {
  let directory = try! TemporaryFolder()

  private func expectEverything(in store: RunStore) throws {
    let records = [OldRecords.sentenceToday, RecordExamples.failed(index: 2), OldRecords.photoToday]
    #expect(try store.records() == records)
    #expect(try store.finishedIndices() == IndexSet([0, 2, 3]) && store.failedIndices() == IndexSet(integer: 2))
    #expect(try store.counts() == RunStore.Counts(explained: 2, failed: ["unreadable": 1]))
    #expect(try store.inFlightMarks() == [InFlightMark(item: 7, rank: 1)])
    #expect(
      try store.runHistory() == [
        RunHistoryEntry(
          run: 1, host: "node1", ranks: 2, threads: 4, versions: ["winnow": "0.1.0"],
          started: Date(timeIntervalSince1970: 1000.5), ended: Date(timeIntervalSince1970: 2000.25), ending: "finished")
      ])
    #expect(
      try store.rankTimings() == [
        RankTiming(
          rank: 0, host: "node1", threads: 4, items: 3, elapsed: 1.5, compute: 2.5, wait: 3.5, io: 4.5, mpi: 5.5,
          peakMemory: 1 << 20)
      ])
    #expect(try store.countOfItems(ofRun: 1) == 3)
    #expect(try store.created() == "2026-01-02T03:04:05Z")
  }

  @Test func aStoreOfBeforeMigrationsIsReadAsItIs() throws {
    try OldRecords.writeStore(to: directory.path)
    let file = URL(fileURLWithPath: directory.path + "/" + RunStore.fileName)
    let before = try Data(contentsOf: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: directory.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path) }
    let store = try RunStore(reading: directory.path)
    try expectEverything(in: store)
    #expect(try store.runDescription() == RecordExamples.run)
    try store.close()
    #expect(try Data(contentsOf: file) == before)
  }

  @Test func aStoreOfBeforeMigrationsIsGoneOnWith() throws {
    try OldRecords.writeStore(to: directory.path)
    var store = try RunStore(creatingOrOpening: directory.path, run: RecordExamples.run)
    try expectEverything(in: store)
    #expect(try store.beginRun(host: "node2", ranks: 1, versions: [:]) == 2)
    try store.commit([EncodedRecord(RecordExamples.explained(index: 7))], run: 2)
    #expect(try store.inFlightMarks().isEmpty)
    try store.close()
    store = try RunStore(creatingOrOpening: directory.path, run: RecordExamples.run)
    #expect(try store.finishedIndices() == IndexSet([0, 2, 3, 7]))
    #expect(try store.record(at: 7) == RecordExamples.explained(index: 7))
  }

  @Test func anOlderFingerprintIsComparedInItsOwnWayAndRenewed() throws {
    try OldRecords.writeStore(to: directory.path, model: "00000000deadbeef")
    var run = RecordExamples.run
    run.fingerprints["model"] = String(repeating: "5a", count: 32)
    #expect { try RunStore(creatingOrOpening: directory.path, run: run) } throws: {
      "\($0)".contains("the model has changed since (it was 00000000deadbeef")
    }
    #expect { try RunStore(creatingOrOpening: directory.path, run: run) { _ in "00000000deadbee0" } } throws: {
      "\($0)".contains("the model has changed")
    }
    try RunStore(creatingOrOpening: directory.path, run: run) { name in
      #expect(name == "model")
      return "00000000deadbeef"
    }.close()
    #expect(try RunStore(reading: directory.path).runDescription().fingerprints == run.fingerprints)
    // From now on the older one is not asked for.
    try RunStore(creatingOrOpening: directory.path, run: run) { _ in
      Issue.record("asked for an older fingerprint")
      return nil
    }.close()
  }

  @Test func descriptionsOfMethodsAndScoresAreKeptAndNotCompared() throws {
    try OldRecords.writeStore(to: directory.path)
    #expect(try RunStore(reading: directory.path).runDescription().methods.isEmpty)
    var run = RecordExamples.run
    run.methods = [
      MethodDescription(
        key: "smug", name: "SMUG", rank: 1, need: .gradients, servesSentences: true,
        outputs: [MethodDescription.Output("smug", "SMUG")])
    ]
    run.scores = [
      ScoreDescription(
        key: "lss", name: "Log saliency score", family: .faithfulness, direction: .lower, subjects: [.map],
        explanation: "What the best crop keeps.")
    ]
    // A run of an earlier version gets them when it is gone on with.
    try RunStore(creatingOrOpening: directory.path, run: run).close()
    #expect(try RunStore(reading: directory.path).runDescription() == run)
    var other = run
    other.methods[0].name = "Another name"
    other.scores = []
    try RunStore(creatingOrOpening: directory.path, run: other).close()
    #expect(try RunStore(reading: directory.path).runDescription() == run)
  }

  @Test func shardsOfAnEarlierAndOfThisVersionJoin() throws {
    let old = directory.path + "/old"
    let new = directory.path + "/new"
    try FileManager.default.createDirectory(atPath: old, withIntermediateDirectories: true)
    try OldRecords.writeStore(to: old)
    let store = try RunStore(creatingOrOpening: new, run: RecordExamples.run)
    try store.commit([OldRecords.photoToday, RecordExamples.explained(index: 9)])
    try store.close()
    for (number, order) in [[old, new], [new, old]].enumerated() {
      let output = directory.path + "/all\(number)"
      #expect(try RunStore.merge(order, into: output).shared == 1)
      #expect(
        try RunStore(reading: output).records() == [
          OldRecords.sentenceToday, RecordExamples.failed(index: 2), OldRecords.photoToday,
          RecordExamples.explained(index: 9),
        ])
    }
  }
}
