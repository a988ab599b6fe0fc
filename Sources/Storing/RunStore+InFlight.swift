import Foundation
import GRDB

/// Says that a rank was given an item to work on.
package struct InFlightMark: Sendable, Equatable, Codable {
  package var item: Int
  package var rank: Int

  package init(item: Int, rank: Int) {
    self.item = item
    self.rank = rank
  }
}

extension InFlightMark: FetchableRecord, PersistableRecord {
  package static let databaseTableName = "in_flight"
  package static let persistenceConflictPolicy = PersistenceConflictPolicy(insert: .replace)

  package enum Columns {
    static let item = Column(CodingKeys.item)
    static let rank = Column(CodingKeys.rank)
  }
}

// An item is marked before a rank may start it, and the mark goes when its record is stored or when a sweep that stops
// in good order abandons it. A mark that is found at the start of a sweep is therefore of an item that was in flight
// when a process died, perhaps because of the item.
extension RunStore {
  /// Rank in the marks of suspects: items that were in flight when an earlier sweep died.
  private static let nobody = -1

  /// Call when a sweep begins: whatever is marked was in flight when an earlier sweep died. Their marks stay until their
  /// records come, whoever works on them.
  package func adoptSuspects() throws -> IndexSet {
    try write { _ = try InFlightMark.updateAll($0, InFlightMark.Columns.rank.set(to: Self.nobody)) }
    return IndexSet(try inFlightMarks().map(\.item))
  }

  /// Takes the marks of these ranks away: they ended in good order.
  package func clearInFlightMarks(ofRanks ranks: some Sequence<Int>) throws {
    try write { db in
      for rank in ranks { try InFlightMark.filter(InFlightMark.Columns.rank == rank).deleteAll(db) }
    }
  }

  package func inFlightMarks() throws -> [InFlightMark] {
    try read { try InFlightMark.order(InFlightMark.Columns.item).fetchAll($0) }
  }
}
