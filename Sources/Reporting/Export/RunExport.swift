import Foundation
import Storing

/// Hands a run over to other programs.
public struct RunExport {
  public enum Format: String, Sendable, CaseIterable {
    /// Every mask and map as NumPy arrays, with `index.csv`.
    case npy
    /// `results.csv`, a line per item.
    case csv
    /// `items.jsonl`, everything of an item in one line of JSON, masks as 0 and 1, maps left out.
    case jsonl
    /// `certificates/`: proofs of bounds, each with its problem and mask, as far as the run stores any.
    case certificates
  }

  public var directory: URL
  public var formats: [Format]
  public var classNames: [String]

  public init(directory: URL, formats: [Format] = Format.allCases, classNames: [String] = []) {
    self.directory = directory
    self.formats = formats
    self.classNames = classNames
  }

  /// Reads the run once and writes every format.
  ///
  /// - Returns: names of the files written, and arrays left out because they come in too many sizes.
  @discardableResult
  public func write(from source: some ItemSource) throws -> (files: [String], leftOut: Int) {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw ReportingError.unwritable(path: directory.path, reason: error.localizedDescription)
    }
    let arrays = formats.contains(.npy) ? try ArrayExport(directory: directory, content: .everything) : nil
    let table =
      formats.contains(.csv)
      ? try ResultsTable(url: directory.appendingPathComponent("results.csv"), classNames: classNames) : nil
    let lines =
      formats.contains(.jsonl) ? try BufferedFile(url: directory.appendingPathComponent("items.jsonl")) : nil
    var certificates =
      formats.contains(.certificates)
      ? CertificateFolder(directory: directory.appendingPathComponent(CertificateFolder.name)) : nil
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func add(_ record: ItemRecord) throws {
      try arrays?.append(record)
      try table?.append(record)
      try certificates?.append(record)
      if let lines {
        try lines.write(String(decoding: try encoder.encode(ItemLine(record, classNames)), as: UTF8.self) + "\n")
      }
    }
    if arrays != nil || certificates != nil {
      try source.forEachItem(add)
    } else {
      try source.forEachItemWithoutMaps(add)
    }
    try arrays?.close()
    try table?.close()
    try lines?.close()
    var files: [String] = []
    if let arrays { files += arrays.fileNames + ["index.csv"] }
    if table != nil { files.append("results.csv") }
    if lines != nil { files.append("items.jsonl") }
    if let certificates, certificates.isWritten { files.append(CertificateFolder.name) }
    return (files, arrays?.leftOut ?? 0)
  }
}
