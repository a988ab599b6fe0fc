import Foundation
import Storing

/// Numbers of an input's parts (words, regions) as a card shows them: each part's name on a ground as strong as its
/// number, in reading order for a text, and as a short table with all columns.
struct PartsTable {
  /// Beyond, only the strongest parts are shown.
  static let rowLimit = 80

  var title: String
  var columns: [String]
  var parts: [(name: String, strength: Double, values: [Double])]
  var isCut: Bool

  /// - Parameter method: the method's name for people.
  init?(_ table: TableRecord, method: String) {
    guard !table.rows.isEmpty, !table.columns.isEmpty else { return nil }
    title = "\(method): \(table.name)"
    columns = table.columns
    let width = table.columns.count
    // How many pixels a region has tells nothing of its importance.
    let column = table.columns.firstIndex(of: "total") ?? table.columns.firstIndex { $0 != "positions" } ?? 0
    let leading = table.rows.indices.map { table.values[$0 * width + column] }
    let largest = leading.filter(\.isFinite).map(abs).max() ?? 0
    let shown = Set(
      leading.indices.sorted { abs(leading[$0]) > abs(leading[$1]) }.prefix(Self.rowLimit))
    isCut = shown.count < table.rows.count
    parts = table.rows.indices.filter(shown.contains).map { row in
      let share = largest > 0 && leading[row].isFinite ? leading[row] / largest : 0
      return (
        Self.displayed(table.rows[row]), share,
        Array(table.values[row * width..<(row + 1) * width])
      )
    }
  }

  /// Words without their positions, in pairs and parts as well: `0:not + 1:good` is `not + good`.
  private static func displayed(_ name: String) -> String {
    name.components(separatedBy: " + ").map { half in
      half.components(separatedBy: ": ").map { RegionStatistics.sharedName($0) ?? $0 }.joined(separator: ": ")
    }.joined(separator: " + ")
  }

  var context: [String: Any] {
    [
      "title": title, "columns": columns.map { ["name": $0] }, "cut": isCut,
      "parts": parts.map { part -> [String: Any] in
        [
          "name": part.name, "share": String(format: "%.0f", abs(part.strength) * 70), "against": part.strength < 0,
          "values": part.values.map { ["value": NumberText.short($0)] },
        ]
      },
    ]
  }
}
