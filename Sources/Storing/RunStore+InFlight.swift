import Foundation
import GRDB

/// Says that a rank was given an item to work on.
package struct InFlightMark: Sendable, Equatable {
  package var item: Int
  package var rank: Int

  package init(item: Int, rank: Int) {
    self.item = item
    self.rank = rank
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
    try write { try $0.execute(sql: "UPDATE in_flight SET rank = ?", arguments: [Self.nobody]) }
    return try indices(sql: "SELECT item FROM in_flight ORDER BY item")
  }

  /// Takes the marks of these ranks away: they ended in good order.
  package func clearInFlightMarks(ofRanks ranks: some Sequence<Int>) throws {
    try write { db in
      let statement = try db.cachedStatement(sql: "DELETE FROM in_flight WHERE rank = ?")
      for rank in ranks { try statement.execute(arguments: [rank]) }
    }
  }

  package func inFlightMarks() throws -> [InFlightMark] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT item, rank FROM in_flight ORDER BY item").map {
        InFlightMark(item: $0["item"], rank: $0["rank"])
      }
    }
  }
}
