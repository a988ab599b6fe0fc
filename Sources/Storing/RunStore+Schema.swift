import Foundation
import GRDB

extension RunStore {
  /// Marks the file as Winnow's ("WNOW"); `user_version` counts the schema's changes.
  private static let applicationID = 0x574E_4F57
  private static let schemaVersion = 1

  /// The columns of `items` are plain so that `sqlite3` and pandas can use them; `payload` is the whole record.
  /// What differs between two runs of one job stands in the other tables, never in `items`.
  private static let schema = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE items (
      item INTEGER PRIMARY KEY,     -- position in the data set, from 0
      id TEXT NOT NULL,             -- path or name
      label INTEGER,                -- ground-truth class
      status TEXT NOT NULL,         -- explained | failed
      failure TEXT,                 -- kind of failure
      message TEXT,                 -- the failure in a sentence
      target INTEGER,               -- class that is explained
      predicted INTEGER,            -- class with the highest score
      probability REAL,             -- of the target
      "values" TEXT,                -- JSON: {method: {"status": ..., name: number, ...}}
      payload BLOB NOT NULL);       -- the record without its provenance, see EncodedRecord
    CREATE TABLE provenance (
      item INTEGER PRIMARY KEY, run INTEGER, rank INTEGER NOT NULL, seconds REAL NOT NULL,
      stages TEXT NOT NULL);        -- JSON: [[stage, seconds], ...]
    CREATE TABLE in_flight (item INTEGER PRIMARY KEY, rank INTEGER NOT NULL);
    CREATE TABLE runs (
      run INTEGER PRIMARY KEY, host TEXT NOT NULL, ranks INTEGER NOT NULL, threads INTEGER NOT NULL,
      versions TEXT NOT NULL, started REAL NOT NULL, ended REAL, ending TEXT);
    CREATE TABLE rank_timings (
      run INTEGER NOT NULL, rank INTEGER NOT NULL, host TEXT NOT NULL, threads INTEGER NOT NULL, items INTEGER NOT NULL,
      elapsed REAL NOT NULL, compute REAL NOT NULL, wait REAL NOT NULL, io REAL NOT NULL, mpi REAL NOT NULL,
      peak_memory INTEGER NOT NULL, PRIMARY KEY (run, rank)) WITHOUT ROWID;
    """

  static func createSchema(in db: Database, directory: String) throws {
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    guard tables == 0 else { return try checkSchema(in: db, directory: directory) }
    try db.execute(sql: schema)
    try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    try db.execute(sql: "PRAGMA user_version = \(schemaVersion)")
  }

  static func checkSchema(in db: Database, directory: String) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
      throw RunStoreError.unreadable(directory: directory, reason: "it is a database, but not of a sweep")
    }
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    guard version == schemaVersion else {
      throw RunStoreError.unreadable(
        directory: directory,
        reason: "it has format \(version); this version of winnow reads format \(schemaVersion)")
    }
  }

  /// Writes down what the run is about, or checks that it is about the same.
  static func adopt(_ run: RunDescription, in db: Database, directory: String) throws {
    if let stored = try description(in: db) {
      if let reason = run.difference(from: stored) {
        throw RunStoreError.differentRun(directory: directory, reason: reason)
      }
      // Stores that earlier versions began lack the names.
      if stored.classNames.isEmpty, !run.classNames.isEmpty {
        try db.execute(
          sql: "INSERT OR REPLACE INTO meta VALUES ('class_names', ?)", arguments: [JSONText.array(run.classNames)])
      }
      return
    }
    let entries = [
      ("job", run.jobText), ("item_count", String(run.itemCount)), ("selection", run.selection),
      ("expected_count", String(run.expectedCount)),
      ("fingerprints", JSONText.object(run.fingerprints)), ("class_names", JSONText.array(run.classNames)),
      ("versions", JSONText.object(run.versions)),
      ("created", ISO8601DateFormatter().string(from: Date())),
    ]
    for (key, value) in entries {
      try db.execute(sql: "INSERT INTO meta VALUES (?, ?)", arguments: [key, value])
    }
  }

  static func description(in db: Database) throws -> RunDescription? {
    let rows = try Row.fetchAll(db, sql: "SELECT key, value FROM meta")
    let meta = Dictionary(uniqueKeysWithValues: rows.map { ($0["key"] as String, $0["value"] as String) })
    guard let job = meta["job"] else { return nil }
    return RunDescription(
      jobText: job, itemCount: meta["item_count"].flatMap { Int($0) } ?? 0, selection: meta["selection"] ?? "all",
      expectedCount: meta["expected_count"].flatMap { Int($0) }, fingerprints: JSONText.strings(meta["fingerprints"]),
      classNames: JSONText.array(meta["class_names"]),
      versions: JSONText.strings(meta["versions"]))
  }

  /// What the directory is about.
  public func runDescription() throws -> RunDescription {
    guard let description = try read({ try Self.description(in: $0) }) else {
      throw RunStoreError.unreadable(directory: directory, reason: "the job is missing")
    }
    return description
  }

  /// When the store was created, in ISO 8601.
  public func created() throws -> String {
    try read { try String.fetchOne($0, sql: "SELECT value FROM meta WHERE key = 'created'") } ?? ""
  }
}
