import Saliency
import Testing

@testable import Storing

struct EncodedRecordTests {
  @Test func everyFieldComesBack() throws {
    for record in [RecordExamples.explained(index: 4, rank: 7), RecordExamples.failed(index: 5)] {
      #expect(try EncodedRecord(record).decode() == record)
    }
  }

  @Test func bitPatternsOfMapsComeBack() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    let patterns: [Float] = [Float(bitPattern: 0x7FC0_1234), -0.0, Float(bitPattern: 1), .signalingNaN]
    item.explanations[0].maps = [SaliencyMapRecord(name: "m", height: 2, width: 2, values: patterns)]
    record.outcome = .explained(item)
    guard case .explained(let back) = try EncodedRecord(record).decode().outcome else {
      Issue.record("the outcome changed")
      return
    }
    #expect(back.explanations[0].maps[0].map.values.map(\.bitPattern) == patterns.map(\.bitPattern))
  }

  @Test func tablesComeBack() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    item.explanations[0].tables = [
      TableRecord(
        name: "regions", columns: ["first", "total"], rows: ["0:not", "1:good"], values: [0.25, 0.5, -0.0, .nan]),
      TableRecord(name: "pairs", columns: ["index"], rows: [], values: []),
    ]
    record.outcome = .explained(item)
    let encoded = EncodedRecord(record)
    #expect(try encoded.decode() == record)
    guard case .explained(let summary) = try encoded.summary().outcome else { return }
    #expect(summary.explanations[0].tables == item.explanations[0].tables)
    #expect(summary.explanations[0].tables[0].value(row: 0, column: "total") == 0.5)
    #expect(summary.explanations[0].tables[0].value(row: 0, column: "closed") == nil)
  }

  @Test func recordsWithoutTablesOfFormat1AreRead() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    item.explanations = [ExplanationRecord(method: "ig")]
    record.outcome = .explained(item)
    // At the end the counts of masks, tables, maps and images are 0, then there is neither a sentence nor a true object,
    // and the counts of the item's values and of the files are 0; format 1 had none of them but masks and maps.
    for (format, missing) in [(UInt8(1), 18), (2, 14), (3, 10), (4, 9), (5, 8), (6, 4)] {
      var old = EncodedRecord(record)
      old.payload.removeLast(missing)
      old.payload[0] = format
      #expect(try old.decode() == record)
    }
  }

  @Test func storedBytesOfFormat5AreReadAndScoresOfTheItemBecomeItsOwn() throws {
    #expect(try OldRecords.photo.decode() == OldRecords.photoToday)
    #expect(try OldRecords.sentence.decode() == OldRecords.sentenceToday)
    #expect(try OldRecords.failure.decode().outcome == RecordExamples.failed(index: 2).outcome)
    // What is read is written in the format of today, and says the same.
    #expect(try EncodedRecord(OldRecords.photo.decode()).decode() == OldRecords.photoToday)
    guard case .explained(let summary) = try OldRecords.photo.summary().outcome else { return }
    #expect(summary.values == [NamedValue("any-box.lss", 0.125)])
    #expect(summary.tabulated[0][value: "any-box.lss"] == 0.125 && summary.explanations[0].values.count == 3)
  }

  @Test func filesComeBackBehindTheMaps() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    item.explanations[0].files = [FileRecord(name: "a.txt", bytes: [1, 0, 255]), FileRecord(name: "empty", bytes: [])]
    item.explanations[1].files = [FileRecord(name: "a.txt", bytes: [7])]
    record.outcome = .explained(item)
    let encoded = EncodedRecord(record)
    #expect(try encoded.decode() == record)
    guard case .explained(let summary) = try encoded.summary().outcome else { return }
    #expect(summary.explanations.map(\.files) == [[], []])
    for count in 0..<encoded.payload.count {
      let cut = EncodedRecord(payload: Array(encoded.payload.prefix(count)), provenance: encoded.provenance)
      #expect(throws: (any Error).self) { try cut.decode() }
    }
  }

  @Test func valuesOfTheItemComeBackBitByBit() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    item.values = [NamedValue("any-box.lss", .nan), NamedValue("odd", -0.0)]
    item.explanations[0].values.append(NamedValue("any-box.of-a-method", .nan))
    record.outcome = .explained(item)
    #expect(try EncodedRecord(record).decode() == record)
  }

  @Test(arguments: [nil, [true, false, false, true, true, false, true, false, true]])
  func sentencesComeBack(rationale: [Bool]?) throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    let words = ["a", "naïve", "", "film", ",", "“", "not", "bad", "!"]
    item.sentence = SentenceRecord(words: words, rationale: rationale)
    record.outcome = .explained(item)
    let encoded = EncodedRecord(record)
    #expect(try encoded.decode() == record)
    guard case .explained(let summary) = try encoded.summary().outcome else { return }
    #expect(summary.sentence == item.sentence)
    for count in 0..<encoded.payload.count {
      let cut = EncodedRecord(payload: Array(encoded.payload.prefix(count)), provenance: encoded.provenance)
      #expect(throws: (any Error).self) { try cut.decode() }
    }
  }

  @Test func trueObjectsComeBackInFewBytes() throws {
    var record = RecordExamples.explained(index: 1)
    let without = EncodedRecord(record).payload.count
    guard case .explained(var item) = record.outcome else { return }
    let disc = (0..<227 * 227).map { pixel in
      let (y, x) = (pixel / 227 - 100, pixel % 227 - 120)
      return x * x + y * y < 3600
    }
    item.truth = PixelMask(height: 227, width: 227, bits: disc)
    record.outcome = .explained(item)
    let encoded = EncodedRecord(record)
    #expect(try encoded.decode() == record)
    #expect(encoded.payload.count < without + 1000)
    guard case .explained(let summary) = try encoded.summary().outcome,
      case .explained(let columns) = try encoded.columns().outcome
    else { return }
    #expect(summary.truth == item.truth && columns.truth == nil)
    for count in 0..<encoded.payload.count {
      let cut = EncodedRecord(payload: Array(encoded.payload.prefix(count)), provenance: encoded.provenance)
      #expect(throws: (any Error).self) { try cut.decode() }
    }
  }

  @Test func imagesComeBackWithTheMaps() throws {
    var record = RecordExamples.explained(index: 1)
    guard case .explained(var item) = record.outcome else { return }
    item.explanations[0].images = [
      ImageRecord(name: "variation-1", height: 2, width: 3, channels: 3, bytes: (0..<18).map { UInt8($0 * 14) }),
      ImageRecord(name: "variation-2", height: 1, width: 1, channels: 1, bytes: [255]),
    ]
    record.outcome = .explained(item)
    let encoded = EncodedRecord(record)
    #expect(try encoded.decode() == record)
    guard case .explained(let summary) = try encoded.summary().outcome else { return }
    #expect(summary.explanations[0].images.isEmpty)
    var damaged = encoded
    damaged.payload.removeLast(3)
    #expect(throws: (any Error).self) { try damaged.decode() }
  }

  @Test func provenanceIsApartFromThePayload() {
    let (a, b) = (RecordExamples.explained(index: 9, rank: 0), RecordExamples.explained(index: 9, rank: 63))
    #expect(EncodedRecord(a).payload == EncodedRecord(b).payload)
    #expect(EncodedRecord(a).payload != EncodedRecord(RecordExamples.explained(index: 10)).payload)
  }

  @Test func theSummaryIsTheRecordWithoutMaps() throws {
    let record = RecordExamples.explained(index: 2)
    guard case .explained(var item) = record.outcome else { return }
    for i in item.explanations.indices { item.explanations[i].maps = [] }
    #expect(try EncodedRecord(record).summary().outcome == .explained(item))
    for i in item.explanations.indices { item.explanations[i].masks = [] }
    #expect(try EncodedRecord(record).columns().outcome == .explained(item))
  }

  @Test func aMessageOfSeveralRecordsComesBack() throws {
    let records = [RecordExamples.explained(index: 0), RecordExamples.failed(index: 1)].map { EncodedRecord($0) }
    var writer = ByteWriter()
    for record in records { record.write(to: &writer) }
    var reader = ByteReader(writer.bytes)
    for record in records { #expect(try EncodedRecord(from: &reader) == record) }
    #expect(reader.isAtEnd)
  }

  @Test func everyTruncationIsRefused() {
    let whole = EncodedRecord(RecordExamples.explained(index: 3))
    for count in 0..<whole.payload.count {
      let cut = EncodedRecord(payload: Array(whole.payload.prefix(count)), provenance: whole.provenance)
      #expect(throws: (any Error).self) { try cut.decode() }
    }
  }

  @Test func damagedBytesNeverTrap() {
    let whole = EncodedRecord(RecordExamples.explained(index: 3))
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var damaged = whole
      let position = Int.random(in: 0..<damaged.payload.count, using: &generator)
      damaged.payload[position] = .random(in: 0...255, using: &generator)
      _ = try? damaged.decode()
    }
  }

  @Test func aNewerFormatIsRefusedByName() {
    var record = EncodedRecord(RecordExamples.failed(index: 0))
    record.payload[0] = 200
    #expect { try record.decode() } throws: { "\($0)".contains("format 200") }
  }
}
