import Foundation
import GRDB
import Saliency

@testable import Storing

/// Records and a store as an earlier version of Winnow wrote them (format 5 of records, before migrations).
enum OldRecords {
  private static func record(_ base64: String, _ provenance: Provenance) -> EncodedRecord {
    EncodedRecord(payload: Array(Data(base64Encoded: base64)!), provenance: provenance)
  }

  static let photo = record(
    """
    BQMAAAAAAAAADQAAAHBob3Rvcy/DqS5qcGcBBAAAAAAAAAABBAAAAAAAAAAFAAAAAAAAAAAAAAAAANg/AgAAAAQAAABzbXVnAQcAAABvcHRp\
    bWFsBAAAAAQAAABjb3N0AAAAAAAAAEAIAAAAc211Zy5sc3MAAAAAAADgvwgAAABtYXNrLmlvdQAAAAAAANA/CwAAAGFueS1ib3gubHNzAAAA\
    AAAAwD8BAAAABAAAAHNtdWcCAAAAAwAAAAIAAAABAQAAAAcAAAByZWdpb25zAQAAAAUAAAB0b3RhbAEAAAADAAAAYWxsAAAAAAAA6D8BAAAA\
    BAAAAHNtdWcCAAAAAwAAAAETAAAAAQAAAAcAAAByZW1vdmVkAQAAAAIAAAABAAAACgAAAAIAAABpZwABAAAABgAAAHBvaW50cwAAAAAAAElA\
    AAAAAAAAAAAAAAAAAAAAAAABBQAAAHRydXRoAgAAAAMAAAABAAAACQAAAHicUwYAACQAJHgBY2BAAg1gtr0DA4M9AAgSAT94nGPnBAAAGQAR
    """, Provenance(rank: 1, stages: [Provenance.Stage("decode", 0.25)]))

  static let sentence = record(
    """
    BQAAAAAAAAAAAgAAACMxAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8D8BAAAAAgAAAGlnAAIAAAAGAAAAcG9pbnRzAAAAAAAASUAMAAAAYW55\
    LXNwYW4ubHNzAAAAAAAA+L8AAAAAAAAAAAEAAAACAAAAaWcBAAAAAwAAAAAMAAAAAAAAAAEDAAAAAwAAAG5vdAIAAABzbwMAAABiYWQBBQAA\
    AAAAAACAgAA/vz8=
    """, Provenance(rank: 1, stages: []))

  static let failure = record(
    """
    BQIAAAAAAAAACwAAAGJyb2tlbjIucG5nAAAKAAAAdW5yZWFkYWJsZRMAAABhCXRhYiBhbmQgYSAncXVvdGUn
    """, Provenance(rank: 2, stages: []))

  /// What `photo` holds, with the score of the item in its place.
  static let photoToday: ItemRecord = {
    let smug = ExplanationRecord(
      method: "smug", status: "optimal",
      values: [NamedValue("cost", 2), NamedValue("smug.lss", -0.5), NamedValue("mask.iou", 0.25)],
      maps: [SaliencyMapRecord(name: "smug", height: 2, width: 3, values: [0, 1, 2, 0, 0, 0.5])],
      masks: [MaskRecord(name: "smug", height: 2, width: 3, window: 2, bits: [true, false])],
      tables: [TableRecord(name: "regions", columns: ["total"], rows: ["all"], values: [0.75])],
      images: [ImageRecord(name: "removed", height: 1, width: 2, channels: 1, bytes: [7, 9])])
    let ig = ExplanationRecord(method: "ig", values: [NamedValue("points", 50)])
    let truth = PixelMask(height: 2, width: 3, bits: [true, true, false, false, false, true])
    return ItemRecord(
      index: 3, id: "photos/é.jpg", label: 4,
      outcome: .explained(
        ExplainedItem(
          target: 4, predicted: 5, probability: 0.375, explanations: [smug, ig],
          values: [NamedValue("any-box.lss", 0.125)], truth: truth)), provenance: photo.provenance)
  }()

  static let sentenceToday: ItemRecord = {
    let ig = ExplanationRecord(
      method: "ig", values: [NamedValue("points", 50)],
      maps: [SaliencyMapRecord(name: "ig", height: 1, width: 3, values: [1, -1, 0.5])])
    return ItemRecord(
      index: 0, id: "#1", label: nil,
      outcome: .explained(
        ExplainedItem(
          target: 0, predicted: 0, probability: 1, explanations: [ig], values: [NamedValue("any-span.lss", -1.5)],
          sentence: SentenceRecord(words: ["not", "so", "bad"], rationale: [true, false, true]))),
      provenance: sentence.provenance)
  }()

  /// Writes a store of these records as the earlier version did.
  ///
  /// - Parameter model: the model's fingerprint.
  static func writeStore(to directory: String, model: String = "abc") throws {
    let queue = try DatabaseQueue(path: directory + "/" + RunStore.fileName)
    try queue.write { db in
      try db.execute(sql: schema)
      for (key, value) in [
        ("job", RecordExamples.run.jobText), ("item_count", "100"), ("selection", "all"), ("expected_count", "100"),
        ("fingerprints", "{\"model\": \"\(model)\"}"), ("versions", "{\"winnow\": \"0.1.0\"}"),
        ("created", "2026-01-02T03:04:05Z"),
      ] {
        try db.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [key, value])
      }
      let insert = "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      try db.execute(
        sql: insert,
        arguments: [
          0, "#1", nil, "explained", nil, nil, 0, 0, 1.0, "{\"ig\": {\"points\": 50.0, \"any-span.lss\": -1.5}}",
          Data(sentence.payload),
        ])
      try db.execute(
        sql: insert,
        arguments: [
          2, "broken2.png", nil, "failed", "unreadable", "a\ttab and a 'quote'", nil, nil, nil, nil,
          Data(failure.payload),
        ])
      try db.execute(
        sql: insert,
        arguments: [
          3, "photos/é.jpg", 4, "explained", nil, nil, 4, 5, 0.375, "{\"smug\": {\"status\": \"optimal\"}, \"ig\": {}}",
          Data(photo.payload),
        ])
      for (item, rank, stages) in [(0, 1, "[]"), (2, 2, "[]"), (3, 1, "[[\"decode\", 0.25]]")] {
        try db.execute(sql: "INSERT INTO provenance VALUES (?, 1, ?, 0.25, ?)", arguments: [item, rank, stages])
      }
      try db.execute(sql: "INSERT INTO in_flight VALUES (7, 1)")
      try db.execute(
        sql: """
          INSERT INTO runs VALUES (1, 'node1', 2, 4, '{"winnow": "0.1.0"}', 1000.5, 2000.25, 'finished');
          INSERT INTO rank_timings VALUES (1, 0, 'node1', 4, 3, 1.5, 2.5, 3.5, 4.5, 5.5, 1048576);
          """)
    }
    try queue.close()
  }

  private static let schema = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE items (
      item INTEGER PRIMARY KEY, id TEXT NOT NULL, label INTEGER, status TEXT NOT NULL, failure TEXT, message TEXT,
      target INTEGER, predicted INTEGER, probability REAL, "values" TEXT, payload BLOB NOT NULL);
    CREATE TABLE provenance (
      item INTEGER PRIMARY KEY, run INTEGER, rank INTEGER NOT NULL, seconds REAL NOT NULL, stages TEXT NOT NULL);
    CREATE TABLE in_flight (item INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
    CREATE TABLE runs (
      run INTEGER PRIMARY KEY, host TEXT NOT NULL, ranks INTEGER NOT NULL, threads INTEGER NOT NULL,
      versions TEXT NOT NULL, started REAL NOT NULL, ended REAL, ending TEXT);
    CREATE TABLE rank_timings (
      run INTEGER NOT NULL, rank INTEGER NOT NULL, host TEXT NOT NULL, threads INTEGER NOT NULL, items INTEGER NOT NULL,
      elapsed REAL NOT NULL, compute REAL NOT NULL, wait REAL NOT NULL, io REAL NOT NULL, mpi REAL NOT NULL,
      peak_memory INTEGER NOT NULL, PRIMARY KEY (run, rank)) WITHOUT ROWID;
    PRAGMA application_id = 0x574E4F57;
    PRAGMA user_version = 1;
    """
}
