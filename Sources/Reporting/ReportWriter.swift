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

  /// The image of an item as people see it: what the model saw, after resizing and cropping, before normalization.
  public typealias DisplayImage = (ItemRecord) throws -> RasterImage

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
    /// What is missing of the run, where its page was written and something is.
    public var banner: String?
    /// The report's first sentences, where its page was written.
    public var findings: [String] = []
    /// What the user should know: images that could not be read, arrays left out.
    public var warnings: [String] = []
  }

  /// - Parameters:
  ///   - source: the run.
  ///   - image: may throw; the item then is shown without its photo and the summary says so.
  /// - Throws: `ReportingError`, or what reading the source throws.
  @discardableResult
  public func write(from source: some ItemSource, image: @escaping DisplayImage) throws -> Summary {
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw ReportingError.unwritable(path: directory.path, reason: error.localizedDescription)
    }
    let images = DisplayImages(image)
    var files = try ItemFiles(directory: directory, options: options, parts: parts)
    var statistics = DatasetStatistics(glossary: options.glossary)
    try source.forEachItem { record in
      try files.append(record, images)
      statistics.add(record)
    }
    guard statistics.itemCount > 0 else { throw ReportingError.empty(path: directory.path) }
    var summary = Summary(items: statistics.itemCount, failures: statistics.failureCount)
    (summary.files, summary.warnings) = try files.finish(statistics)
    if parts.contains(.page) {
      let page = try ReportPage(statistics: statistics, options: options, source: source, images: images)
      try write(page.html(), to: directory.appendingPathComponent("report.html"))
      summary.files.append("report.html")
      summary.findings = page.headlines
      summary.banner = page.banner
    }
    if let problem = images.problem { summary.warnings.append(problem) }
    return summary
  }

  private func write(_ text: String, to url: URL) throws {
    // In one step: the page may be open in a browser, and a running sweep writes its own at its end.
    do { try Data(text.utf8).write(to: url, options: .atomic) } catch {
      throw ReportingError.unwritable(path: url.path, reason: error.localizedDescription)
    }
  }
}
