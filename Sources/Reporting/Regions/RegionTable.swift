import Foundation
import Saliency
import Storing

/// `regions.csv`: a line for each region, group, part of a group and pair of each item that a Sobol analysis explains.
///
/// The file is made when the first such item comes.
final class RegionTable {
  static let fileName = "regions.csv"
  private static let columns = [
    "positions", "first", "first-error", "first-lower", "first-upper", "total", "total-error", "total-lower",
    "total-upper", "interaction", "interaction-error", "interaction-lower", "interaction-upper",
  ]
  private let url: URL
  private var file: BufferedFile?

  private let methods: Set<String>

  /// - Parameter glossary: says which methods' records hold such tables.
  init(url: URL, glossary: Glossary) {
    self.url = url
    methods = Set(glossary.methods(filling: .regions).map(\.key))
  }

  var isWritten: Bool { file != nil }

  func append(_ record: ItemRecord) throws {
    guard let explained = record.explained else { return }
    for explanation in explained.explanations where methods.contains(explanation.method) {
      for table in explanation.tables { try append(table, record: record) }
    }
  }

  func close() throws { try file?.close() }

  private func append(_ table: TableRecord, record: ItemRecord) throws {
    if file == nil {
      file = try BufferedFile(url: url)
      try file?.write((["index", "id", "kind", "name"] + Self.columns).joined(separator: ",") + "\n")
    }
    // A group's closed index is its first-order index, and a pair's second-order index is its interaction.
    let renamed = table.columns.map {
      $0.replacingOccurrences(of: "closed", with: "first").replacingOccurrences(of: "second-order", with: "interaction")
    }
    let kind = ["regions": "region", "groups": "group", "parts": "part", "pairs": "pair"][table.name] ?? table.name
    for (row, name) in table.rows.enumerated() {
      let fields = Self.columns.map { column in
        csvNumber(renamed.firstIndex(of: column).map { table.values[row * renamed.count + $0] })
      }
      let line = ["\(record.index)", csvField(record.id), kind, csvField(name)] + fields
      try file?.write(line.joined(separator: ",") + "\n")
    }
  }
}
