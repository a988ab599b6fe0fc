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
  /// Items without a record that were in flight when an earlier sweep died.
  package func suspects() throws -> IndexSet { try indices(sql: "SELECT item FROM in_flight ORDER BY item") }

  /// Takes all marks away: the sweep ends in good order.
  package func clearInFlightMarks() throws { try write { try $0.execute(sql: "DELETE FROM in_flight") } }

  package func inFlightMarks() throws -> [InFlightMark] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT item, rank FROM in_flight ORDER BY item").map {
        InFlightMark(item: $0["item"], rank: $0["rank"])
      }
    }
  }
}
