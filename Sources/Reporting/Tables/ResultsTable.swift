import Foundation
import Storing

/// Writes `results.csv`: one line per item, failures included.
///
/// Columns are fixed ones first, then `seconds.STAGE` and `METHOD.VALUE` in the order they first appear. As later items
/// may bring new columns, lines go to a scratch file and are completed and given their header by `close()`.
final class ResultsTable {
  static let fixedColumns = [
    "index", "path", "label", "label_name", "target", "target_name", "predicted", "correct", "probability", "status",
    "area", "cost", "bound", "constraints", "points", "delta", "rank", "failure", "message",
  ]
  /// Values of the leading explanation that have a fixed column.
  private static let leadingValues = ["cost", "bound", "constraints", "points", "delta"]

  private let url: URL
  private let scratch: URL
  private let classNames: [String]
  private let lines: BufferedFile
  private var columns: [String: Int] = [:]
  private var names: [String] = []

  init(url: URL, classNames: [String]) throws {
    self.url = url
    self.classNames = classNames
    scratch = url.appendingPathExtension("part")
    lines = try BufferedFile(url: scratch)
  }

  func append(_ record: ItemRecord) throws {
    let explained = record.explained
    var fields = [
      String(record.index), text(record.id), record.label.map(String.init) ?? "", name(record.label),
      explained.map { String($0.target) } ?? "", name(explained?.target),
      explained.map { String($0.predicted) } ?? "", record.isCorrect.map { $0 ? "1" : "0" } ?? "",
      csvNumber(explained?.probability),
      explained == nil ? "failed" : text(explained?.leading?.status ?? "explained"),
      csvNumber(explained?.keptShare),
    ]
    fields += Self.leadingValues.map { csvNumber(explained?.leadingValue($0)) }
    fields += [String(record.provenance.rank), text(record.failure?.kind ?? ""), text(record.failure?.message ?? "")]
    var extra: [Int: String] = [:]
    for stage in record.provenance.stages { extra[column("seconds.\(stage.name)")] = csvNumber(stage.seconds) }
    for explanation in explained?.tabulated ?? [] {
      for value in explanation.values {
        extra[column("\(explanation.method).\(value.name)")] = csvNumber(value.value)
      }
    }
    fields += names.indices.map { extra[$0] ?? "" }
    // The number of fields goes first, for close().
    try lines.write("\(fields.count)\t\(fields.joined(separator: ","))\n")
  }

  /// Completes the table: header, then every line filled up to the full number of columns.
  func close() throws {
    try lines.close()
    let output = try BufferedFile(url: url)
    try output.write((Self.fixedColumns + names).map(csvField).joined(separator: ",") + "\n")
    let total = Self.fixedColumns.count + names.count
    try forEachLine(of: scratch) { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      let missing = total - (Int(parts[0]) ?? total)
      try output.write(parts[1] + String(repeating: ",", count: missing) + "\n")
    }
    try output.close()
    try FileManager.default.removeItem(at: scratch)
  }

  private func column(_ name: String) -> Int {
    if let known = columns[name] { return known }
    columns[name] = names.count
    names.append(name)
    return names.count - 1
  }

  private func name(_ index: Int?) -> String {
    index.flatMap { classNames.indices.contains($0) ? text(classNames[$0]) : nil } ?? ""
  }

  /// A field of text; a line break inside would end the line too early.
  private func text(_ text: String) -> String {
    csvField(isPlain(text) ? text : String(text.map { $0.isNewline ? " " : $0 }))
  }
}
