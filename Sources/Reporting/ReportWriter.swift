import Foundation
import ImageCodecs
import Storing

/// Writes everything people and programs read of a run: `results.csv`, `masks.npy`, `saliency.npy` with `index.csv`,
/// `overlays/`, and `report.html`.
///
/// The items are read once, one at a time; a few are read again for the gallery. Memory does not grow with the run.
public struct ReportWriter {
  /// Which of the files are written.
  public struct Parts: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let table = Parts(rawValue: 1)
    public static let arrays = Parts(rawValue: 2)
    public static let overlays = Parts(rawValue: 4)
    public static let page = Parts(rawValue: 8)
    public static let all: Parts = [.table, .arrays, .overlays, .page]
  }

  /// The displayed picture of an item: what the model saw, after resizing and cropping, before normalization.
  public typealias Picture = (ItemRecord) throws -> RasterImage

  public var directory: URL
  public var options: ReportOptions
  public var parts: Parts

  public init(directory: URL, options: ReportOptions, parts: Parts = .all) {
    self.directory = directory
    self.options = options
    self.parts = parts
  }

  /// What was written.
  public struct Summary: Sendable, Equatable {
    public var items = 0
    public var failures = 0
    /// Names of files and folders in the directory.
    public var files: [String] = []
    /// What the user should know: pictures that could not be read, arrays left out.
    public var warnings: [String] = []
  }

  /// - Parameters:
  ///   - source: the run.
  ///   - picture: may throw; the item then is shown without its photo and the summary says so.
  /// - Throws: `ReportingError`, or what reading the source throws.
  @discardableResult
  public func write(from source: some ItemSource, picture: @escaping Picture) throws -> Summary {
    var summary = Summary()
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw ReportingError.unwritable(path: directory.path, reason: error.localizedDescription)
    }
    let pictures = PictureSource(picture)
    let table =
      parts.contains(.table)
      ? try ResultsTable(url: file("results.csv"), classNames: options.classNames) : nil
    let regions = parts.contains(.table) ? RegionTable(url: file(RegionTable.fileName)) : nil
    let words = parts.contains(.table) ? WordTable(url: file(WordTable.fileName)) : nil
    let arrays = parts.contains(.arrays) ? try ArrayExport(directory: directory) : nil
    var overlays = parts.contains(.overlays) ? OverlayFolder(directory: file("overlays"), options.overlays) : nil
    var statistics = DatasetStatistics()
    try source.forEachItem { record in
      try table?.append(record)
      try regions?.append(record)
      try words?.append(record)
      try arrays?.append(record)
      try overlays?.append(record, pictures)
      statistics.add(record)
    }
    guard statistics.itemCount > 0 else { throw ReportingError.empty(path: directory.path) }
    try table?.close()
    try regions?.close()
    try words?.close()
    try arrays?.close()
    if table != nil { summary.files.append("results.csv") }
    if let regions, regions.isWritten { summary.files.append(RegionTable.fileName) }
    if let words, words.isWritten {
      summary.files.append(WordTable.fileName)
      try KeptWordTable.write(
        statistics.words, to: file(KeptWordTable.fileName), className: { options.className($0) })
      summary.files.append(KeptWordTable.fileName)
    }
    if let arrays {
      summary.files += arrays.fileNames + ["index.csv"]
      if arrays.leftOut > 0 {
        summary.warnings.append(
          "\(arrays.leftOut) masks and maps are not in the .npy files: more than \(ArrayExport.sizeLimit) sizes.")
      }
    }
    if let overlays, overlays.isWritten { summary.files.append("overlays") }
    if parts.contains(.page) {
      let page = try ReportPage(statistics: statistics, options: options, source: source, pictures: pictures)
      try write(page.html(), to: file("report.html"))
      summary.files.append("report.html")
    }
    if let problem = pictures.problem { summary.warnings.append(problem) }
    summary.items = statistics.itemCount
    summary.failures = statistics.failureCount
    return summary
  }

  private func file(_ name: String) -> URL { directory.appendingPathComponent(name) }

  private func write(_ text: String, to url: URL) throws {
    do { try Data(text.utf8).write(to: url) } catch {
      throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
    }
  }
}

/// Reads displayed pictures and counts those that cannot be read: a moved data set must not cost the report.
final class PictureSource {
  private let read: ReportWriter.Picture
  private var failed = 0
  private var firstReason = ""

  init(_ read: @escaping ReportWriter.Picture) { self.read = read }

  func picture(of record: ItemRecord) -> RasterImage? {
    do { return try read(record) } catch {
      if failed == 0 { firstReason = "\(record.id): \(error)" }
      failed += 1
      return nil
    }
  }

  /// A sentence for the user, nil when all could be read.
  var problem: String? {
    failed == 0 ? nil : "\(failed) pictures could not be read for display; the first: \(firstReason)"
  }
}
