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
    let rows = try records.map { encoded in
      let record = try encoded.columns()
      return (
        item: StoredItem(encoded, record: record),
        provenance: StoredProvenance(encoded.provenance, item: record.index, run: run)
      )
    }
    try write { db in
      for row in rows {
        try row.item.insert(db)
        try row.provenance.insert(db)
        try InFlightMark.deleteOne(db, key: row.item.item)
      }
      for mark in marks { try mark.insert(db) }
    }
  }

  /// Indices of the items that are stored, failed ones included.
  public func finishedIndices() throws -> IndexSet { try indices(StoredItem.all()) }

  /// Indices of the items that are stored as failed.
  public func failedIndices() throws -> IndexSet {
    try indices(StoredItem.filter(StoredItem.Columns.status == StoredItem.Status.failed))
  }

  private func indices(_ items: QueryInterfaceRequest<StoredItem>) throws -> IndexSet {
    try read { db in
      var set = IndexSet()
      let item = StoredItem.Columns.item
      let cursor = try items.select(item, as: Int.self).order(item).fetchCursor(db)
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
      let kinds = StoredItem.select(StoredItem.Columns.failure, count(StoredItem.Columns.item).forKey("count"))
        .group(StoredItem.Columns.failure)
      for row in try Row.fetchAll(db, kinds) {
        if let kind = row[StoredItem.Columns.failure] as String? {
          counts.failed[kind] = row["count"]
        } else {
          counts.explained = row["count"]
        }
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
      guard let last = page.last?.item else { return }
      for record in page { try body(record.encoded) }
      next = last + 1
    }
  }

  private func page(from start: Int, to end: Int) throws -> [StoredRecord] {
    let item = StoredItem.Columns.item
    let request = StoredItem.select(item, StoredItem.Columns.payload)
      .including(optional: StoredItem.provenance)
      .filter(item >= start && item < end).order(item).limit(32)
    return try read { try StoredRecord.fetchAll($0, request) }
  }
}
