import Foundation
import GRDB

/// What a merge has joined.
public struct MergeSummary: Sendable, Equatable {
  /// Items in the joined store, and how many of them failed.
  public var items: Int
  public var failed: Int
  /// Items that were stored in several directories.
  public var shared: Int
  /// Items of the data set that no directory covered.
  public var missing: Int
}

/// Why run directories cannot be joined.
public enum MergeError: Error, CustomStringConvertible, Equatable {
  case differentRuns(String, String, reason: String)
  case differentResults(item: Int, id: String, directory: String)
  case outputIsSource(String)

  public var description: String {
    switch self {
    case .differentRuns(let first, let second, let reason):
      "\(first) and \(second) hold results of different runs: from the first to the second, \(reason)."
    case .differentResults(let item, let id, let directory):
      """
      \(directory) holds another result for item \(item) (\(id)) than a directory before it; results of one job on one \
      data set do not differ, unless a time limit was hit or the libraries' versions differ.
      """
    case .outputIsSource(let directory):
      "\(directory) is the output and one of the directories to be joined; choose another output."
    }
  }
}

extension RunStore {
  /// Joins the stores of several shards of one run into a new one, as if one sweep had made it.
  ///
  /// Where directories share items, equal records count once, and a failed one gives way to a result.
  /// - Throws: `RunStoreError` for a directory that cannot be used, `MergeError` for directories that do not belong
  ///   together. Nothing is left in `directory` then.
  public static func merge(_ sources: [String], into directory: String) throws -> MergeSummary {
    let descriptions = try sources.map { source in
      guard standardized(source) != standardized(directory) else { throw MergeError.outputIsSource(source) }
      let store = try RunStore(reading: source)
      defer { try? store.close() }
      return try store.runDescription()
    }
    guard var joined = descriptions.first else { preconditionFailure("there is nothing to join") }
    for (source, description) in zip(sources, descriptions).dropFirst() {
      var alike = description
      (alike.selection, alike.expectedCount) = (joined.selection, joined.expectedCount)
      if let reason = alike.difference(from: joined) {
        throw MergeError.differentRuns(sources[0], source, reason: reason)
      }
    }
    // Two directories of one selection, say copies, count once.
    let expected = Dictionary(
      descriptions.map { ($0.selection, $0.expectedCount) }, uniquingKeysWith: { first, _ in first })
    if expected.count > 1 { joined.selection = "merge of " + expected.keys.sorted().joined(separator: ", ") }
    // A shard of an earlier version does not describe its methods and scores.
    joined.methods = descriptions.map(\.methods).first { !$0.isEmpty } ?? []
    joined.scores = descriptions.map(\.scores).first { !$0.isEmpty } ?? []
    joined.expectedCount = min(joined.itemCount, expected.values.reduce(0, +))
    if joined.expectedCount == joined.itemCount { joined.selection = "all" }

    let existed = FileManager.default.fileExists(atPath: directory + "/" + fileName)
    let store = try RunStore(creatingOrOpening: directory, run: joined)
    do {
      var shared = 0
      for source in sources { shared += try store.add(source) }
      let counts = try store.counts()
      try store.close()
      return MergeSummary(
        items: counts.total, failed: counts.failedTotal, shared: shared, missing: joined.itemCount - counts.total)
    } catch {
      try? store.close()
      if !existed { try? FileManager.default.removeItem(atPath: directory + "/" + fileName) }
      throw error
    }
  }

  private static func standardized(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
  }

  /// Copies the records and the history of another store; returns how many items were here already.
  private func add(_ source: String) throws -> Int {
    let path = source + "/" + Self.fileName
    do {
      return try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH ? AS source", arguments: [path])
        defer { try? db.execute(sql: "DETACH source") }
        var shared = 0
        try db.inTransaction {
          shared = try Self.copyAttached(from: source, in: db)
          return .commit
        }
        return shared
      }
    } catch let error as DatabaseError {
      throw RunStoreError(error, directory: source)
    }
  }

  private static func copyAttached(from source: String, in db: Database) throws -> Int {
    let shared = try Int.fetchOne(db, sql: "SELECT count(*) FROM items JOIN source.items USING (item)") ?? 0
    try refuseConflicts(with: source, in: db)
    let offset = try Int.fetchOne(db, sql: "SELECT coalesce(max(run), 0) FROM runs") ?? 0
    // What is here stays, unless it is a failure and the other is not.
    let isNew = """
      item NOT IN (SELECT item FROM items WHERE status = 'explained')
      AND (status = 'explained' OR item NOT IN (SELECT item FROM items))
      """
    try db.execute(sql: "CREATE TEMP TABLE added AS SELECT item FROM source.items WHERE \(isNew)")
    for table in [StoredItem.databaseTableName, StoredProvenance.databaseTableName] {
      try copyAttached(table, where: "item IN (SELECT item FROM added)", runOffset: offset, in: db)
    }
    for table in [RunHistoryEntry.databaseTableName, StoredRankTiming.databaseTableName] {
      try copyAttached(table, where: "true", runOffset: offset, in: db)
    }
    try db.execute(sql: "DROP TABLE added")
    return shared
  }

  /// Copies rows of the attached store's table, by the columns' names; numbers of runs are raised by `runOffset`.
  private static func copyAttached(_ table: String, where condition: String, runOffset: Int, in db: Database) throws {
    let columns = try db.columns(in: table).map { "\"\($0.name)\"" }
    let values = columns.map { $0 == "\"run\"" ? "run + \(runOffset)" : $0 }
    try db.execute(
      sql: """
        INSERT OR REPLACE INTO \(table) (\(columns.joined(separator: ", ")))
        SELECT \(values.joined(separator: ", ")) FROM source.\(table) WHERE \(condition)
        """)
  }

  /// - Throws: `MergeError.differentResults` when the attached store holds another result for an item.
  private static func refuseConflicts(with source: String, in db: Database) throws {
    let cursor = try Row.fetchCursor(
      db,
      sql: """
        SELECT item, new.id AS id, old.payload AS old, new.payload AS new
        FROM items AS old JOIN source.items AS new USING (item)
        WHERE old.status = 'explained' AND new.status = 'explained' AND old.payload <> new.payload
        """)
    while let row = try cursor.next() {
      // One of the two may only be written in an older format.
      let (old, new) = (renewed(row["old"]), renewed(row["new"]))
      if old == nil || old != new {
        throw MergeError.differentResults(item: row["item"], id: row["id"], directory: source)
      }
    }
  }

  /// A payload in the format of today; nil when it is damaged.
  private static func renewed(_ payload: Data) -> [UInt8]? {
    let encoded = EncodedRecord(payload: Array(payload), provenance: Provenance(rank: 0, stages: []))
    return (try? encoded.decode()).map { EncodedRecord($0).payload }
  }
}
