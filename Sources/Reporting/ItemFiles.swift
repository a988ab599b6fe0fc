import Foundation
import Storing

/// The files that grow item by item: tables, arrays and overlays, as far as they are wanted.
struct ItemFiles {
  private let directory: URL
  private let options: ReportOptions
  private let table: ResultsTable?
  private let regions: RegionTable?
  private let words: WordTable?
  private let arrays: ArrayExport?
  private var overlays: OverlayFolder?

  init(directory: URL, options: ReportOptions, parts: ReportWriter.Parts) throws {
    func file(_ name: String) -> URL { directory.appendingPathComponent(name) }
    self.directory = directory
    self.options = options
    let hasTables = parts.contains(.table)
    table = hasTables ? try ResultsTable(url: file("results.csv"), classNames: options.classNames) : nil
    regions = hasTables ? RegionTable(url: file(RegionTable.fileName), glossary: options.glossary) : nil
    words = hasTables ? WordTable(url: file(WordTable.fileName)) : nil
    arrays = parts.contains(.arrays) ? try ArrayExport(directory: directory) : nil
    overlays = parts.contains(.overlays) ? OverlayFolder(directory: file("overlays"), options) : nil
  }

  mutating func append(_ record: ItemRecord, _ images: DisplayImages) throws {
    try table?.append(record)
    try regions?.append(record)
    try words?.append(record)
    try arrays?.append(record)
    try overlays?.append(record, images)
  }

  /// Closes the files, and adds the table of kept words, which needs all items.
  ///
  /// - Returns: the names of what was written, and what the user should know of it.
  func finish(_ statistics: DatasetStatistics) throws -> (files: [String], warnings: [String]) {
    try table?.close()
    try regions?.close()
    try words?.close()
    try arrays?.close()
    var (files, warnings): ([String], [String]) = ([], [])
    if table != nil { files.append("results.csv") }
    if let regions, regions.isWritten { files.append(RegionTable.fileName) }
    if let words, words.isWritten {
      try KeptWordTable.write(
        statistics.words, to: directory.appendingPathComponent(KeptWordTable.fileName),
        className: { options.className($0) })
      files += [WordTable.fileName, KeptWordTable.fileName]
    }
    if let arrays {
      files += arrays.fileNames + ["index.csv"]
      if arrays.leftOut > 0 {
        warnings.append(
          "\(arrays.leftOut) masks and maps are not in the .npy files: more than \(ArrayExport.sizeLimit) sizes.")
      }
    }
    if let overlays, overlays.isWritten { files.append("overlays") }
    return (files, warnings)
  }
}
