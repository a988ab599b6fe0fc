import Foundation
import TestSupport
import Testing

@testable import Storing

struct MergeTests {
  let root = try! TemporaryFolder()

  private func shard(_ number: Int, _ records: [ItemRecord], of run: RunDescription = RecordExamples.run) throws
    -> String
  {
    var run = run
    run.selection = "shard \(number)/2"
    run.expectedCount = 50
    let directory = root.path + "/\(number)"
    let store = try RunStore(creatingOrOpening: directory, run: run)
    let number = try store.beginRun(host: "node\(number)", ranks: 1, versions: [:])
    try store.commit(records.map { EncodedRecord($0) }, run: number)
    try store.close()
    return directory
  }

  @Test func shardsJoinedEqualOneRun() throws {
    let records = (0..<100).map { $0 % 7 == 0 ? RecordExamples.failed(index: $0) : RecordExamples.explained(index: $0) }
    let shards = [
      try shard(1, records.filter { $0.index % 2 == 0 }), try shard(2, records.filter { $0.index % 2 == 1 }),
    ]
    let summary = try RunStore.merge(shards, into: root.path + "/all")
    #expect(summary == MergeSummary(items: 100, failed: 15, shared: 0, missing: 0))
    let joined = try RunStore(reading: root.path + "/all")
    #expect(try joined.records() == records)
    #expect(try joined.runHistory().map(\.host) == ["node1", "node2"])
    #expect(try joined.runDescription().expectedCount == 100)
    #expect(try joined.runDescription().selection == "all")
  }

  @Test func aResultReplacesAFailureAndEqualRecordsCountOnce() throws {
    let shards = [
      try shard(1, [RecordExamples.failed(index: 1), RecordExamples.explained(index: 2)]),
      try shard(2, [RecordExamples.explained(index: 1), RecordExamples.explained(index: 2)]),
    ]
    for order in [shards, shards.reversed()] {
      let output = root.path + "/all-" + UUID().uuidString
      let summary = try RunStore.merge(order, into: output)
      #expect(summary == MergeSummary(items: 2, failed: 0, shared: 2, missing: 98))
      let expected = [RecordExamples.explained(index: 1), RecordExamples.explained(index: 2)]
      #expect(try RunStore(reading: output).records() == expected)
    }
  }

  @Test func differentResultsAreRefusedAndNothingIsLeft() throws {
    var other = RecordExamples.explained(index: 1)
    other.label = 77
    let shards = [try shard(1, [RecordExamples.explained(index: 1)]), try shard(2, [other])]
    let output = root.path + "/all"
    #expect { try RunStore.merge(shards, into: output) } throws: { "\($0)".contains("another result for item 1") }
    #expect(throws: RunStoreError.missing(directory: output)) { try RunStore(reading: output) }
  }

  @Test func differentRunsAreRefused() throws {
    var run = RecordExamples.run
    run.jobText = "another\n"
    let shards = [try shard(1, []), try shard(2, [], of: run)]
    #expect { try RunStore.merge(shards, into: root.path + "/all") } throws: {
      "\($0)".contains("different runs") && "\($0)".contains("the job file has changed")
    }
    #expect(throws: MergeError.outputIsSource(shards[0])) { try RunStore.merge([shards[0]], into: shards[0]) }
    let missing = root.path + "/nothing"
    #expect(throws: RunStoreError.missing(directory: missing)) {
      try RunStore.merge([missing], into: root.path + "/all")
    }
  }
}
