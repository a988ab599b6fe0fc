import Foundation
import GRDB

extension RunStore {
  /// Stores finished items in one transaction and takes their in-flight marks away. A record replaces an earlier one
  /// of the same item (a failed item that was tried again).
  public func commit(_ records: [ItemRecord]) throws { try commit(records.map { EncodedRecord($0) }) }

  /// Stores finished items and marks others as in flight, in one transaction.
  /// - Parameter run: the number `beginRun` gave.
  package func commit(_ records: [EncodedRecord], marking marks: [InFlightMark] = [], run: Int? = nil) throws {
    guard !records.isEmpty || !marks.isEmpty else { return }
    let rows = try records.map { ($0, try $0.columns()) }
    try write { db in
      for (encoded, columns) in rows { try Self.insert(encoded, columns, run: run, in: db) }
      let statement = try db.cachedStatement(sql: "INSERT OR REPLACE INTO in_flight VALUES (?, ?)")
      for mark in marks { try statement.execute(arguments: [mark.item, mark.rank]) }
    }
  }

  private static func insert(_ encoded: EncodedRecord, _ record: ItemRecord, run: Int?, in db: Database) throws {
    let insert = try db.cachedStatement(sql: "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    var arguments: StatementArguments = [record.index, record.id, record.label]
    switch record.outcome {
    case .failed(let failure):
      arguments += ["failed", failure.kind, failure.message, nil, nil, nil, nil]
    case .explained(let item):
      arguments += [
        "explained", nil, nil, item.target, item.predicted, item.probability, JSONText.object(item.explanations),
      ]
    }
    arguments += [Data(encoded.payload)]
    try insert.execute(arguments: arguments)

    let stages = encoded.provenance.stages
    let provenance = try db.cachedStatement(sql: "INSERT OR REPLACE INTO provenance VALUES (?, ?, ?, ?, ?)")
    try provenance.execute(
      arguments: [
        record.index, run, encoded.provenance.rank, stages.reduce(0) { $0 + $1.seconds },
        JSONText.pairs(stages),
      ])
    try db.cachedStatement(sql: "DELETE FROM in_flight WHERE item = ?").execute(arguments: [record.index])
  }

  /// Indices of the items that are stored, failed ones included.
  public func finishedIndices() throws -> IndexSet { try indices(sql: "SELECT item FROM items ORDER BY item") }

  /// Indices of the items that are stored as failed.
  public func failedIndices() throws -> IndexSet {
    try indices(sql: "SELECT item FROM items WHERE status = 'failed' ORDER BY item")
  }

  func indices(sql: String) throws -> IndexSet {
    try read { db in
      var set = IndexSet()
      let cursor = try Int.fetchCursor(db, sql: sql)
      while let index = try cursor.next() { set.insert(index) }
      return set
    }
  }

  /// Numbers of stored items.
  public struct Counts: Sendable, Equatable {
    public var explained = 0
    /// Failed items by kind of failure.
    public var failed: [String: Int] = [:]

    public var failedTotal: Int { failed.values.reduce(0, +) }
    public var total: Int { explained + failedTotal }
  }

  public func counts() throws -> Counts {
    try read { db in
      var counts = Counts()
      for row in try Row.fetchAll(db, sql: "SELECT failure, count(*) AS n FROM items GROUP BY failure") {
        if let kind = row["failure"] as String? { counts.failed[kind] = row["n"] } else { counts.explained = row["n"] }
      }
      return counts
    }
  }

  /// Calls `body` with each stored record, in index order, reading a few at a time.
  ///
  /// - Parameters:
  ///   - range: the indices wanted; nil for all.
  ///   - includingMaps: false leaves the explanations' maps empty, which reads much quicker.
  public func forEachRecord(
    in range: Range<Int>? = nil, includingMaps: Bool = true, _ body: (ItemRecord) throws -> Void
  ) throws {
    try forEachEncodedRecord(in: range) { encoded in
      do {
        try body(includingMaps ? try encoded.decode() : try encoded.summary())
      } catch let error as ByteCodingError {
        throw RunStoreError.unreadable(directory: directory, reason: "a record is damaged: \(error)")
      }
    }
  }

  /// The stored records of `range`, in index order.
  public func records(in range: Range<Int>? = nil, includingMaps: Bool = true) throws -> [ItemRecord] {
    var records: [ItemRecord] = []
    try forEachRecord(in: range, includingMaps: includingMaps) { records.append($0) }
    return records
  }

  /// The stored record of one item; nil when it is not stored.
  public func record(at index: Int) throws -> ItemRecord? { try records(in: index..<index + 1).first }

  package func forEachEncodedRecord(in range: Range<Int>? = nil, _ body: (EncodedRecord) throws -> Void) throws {
    var next = range?.lowerBound ?? 0
    let end = range?.upperBound ?? Int.max
    // A page at a time, so that `body` runs outside of the database's queue and may use the store itself.
    while true {
      let page = try page(from: next, to: end)
      guard let last = page.last?.index else { return }
      for (_, record) in page { try body(record) }
      next = last + 1
    }
  }

  private func page(from start: Int, to end: Int) throws -> [(index: Int, record: EncodedRecord)] {
    let sql = """
      SELECT items.item, payload, rank, stages FROM items LEFT JOIN provenance USING (item)
      WHERE items.item >= ? AND items.item < ? ORDER BY items.item LIMIT 32
      """
    return try read { db in
      try Row.fetchAll(db, sql: sql, arguments: [start, end]).map { row in
        let payload = row["payload"] as Data
        let provenance = Provenance(rank: row["rank"] ?? 0, stages: JSONText.pairs(row["stages"]))
        return (row["item"], EncodedRecord(payload: Array(payload), provenance: provenance))
      }
    }
  }
}
