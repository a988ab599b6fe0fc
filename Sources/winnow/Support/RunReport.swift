import Foundation
import Jobs
import Reporting
import Storing

/// Writes the results of a run directory from its store: tables, arrays, overlays and the report. Names and images come
/// from the job, which the run remembers; where its data are no longer in their place, the images are missing.
struct RunReport {
  var runDirectory: String
  /// The job, where it is at hand.
  var prepared: PreparedJob?
  /// The job file, where it is not the one that the run remembers.
  var job: String?
  /// Where the results go; nil is the run directory.
  var output: String?
  /// A number or `all`, over the job's.
  var overlays: String?
  var title: String?
  var parts = ReportWriter.Parts.all

  /// What was written.
  struct Outcome {
    /// Paths.
    var files: [String]
    /// The report's first sentences.
    var findings: [String]
  }

  /// Says on standard error what the user should know. Of a sweep that is running only the page is written: tables,
  /// arrays and overlays come at its end.
  @discardableResult
  func write() throws -> Outcome {
    while true {
      let time = Date()
      let store = try RunStore.committed(in: runDirectory, scratch: outputDirectory)
      let outcome = try write(store, time: time)
      // Had the sweep ended meanwhile, this page might have replaced its own.
      guard store.isSnapshot, (try? RunStore(reading: runDirectory)) != nil else { return outcome }
    }
  }

  private var directory: URL { URL(fileURLWithPath: runDirectory, isDirectory: true).standardizedFileURL }
  private var outputDirectory: URL { output.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? directory }

  private func write(_ store: RunStore, time: Date) throws -> Outcome {
    let description = try store.runDescription()
    let (file, data, problem) = try job(of: description)
    var options = try options(of: store, description, file)
    let names = [try? file?.model.classNames(), data?.items.classNames, description.classNames].compactMap(\.self)
    options.classNames = names.first { !$0.isEmpty } ?? []
    options.overlays = overlayCount(file)
    options.inputRange = description.inputRange
    options.coverage = .init(expected: description.expectedCount, isRunning: store.isSnapshot, time: time)
    options.hidden = file?.hiddenDisplay
    let writer = ReportWriter(
      directory: outputDirectory, options: options, parts: store.isSnapshot ? .page : parts)
    let summary = try writer.write(from: store) { record in
      guard let file, let images = data?.images else { throw NoPhotos(reason: problem) }
      return file.preprocessing.displayImage(from: try images.image(of: images.item(record.index)))
    }
    for warning in summary.warnings { Console.say("Warning: \(warning)") }
    if let banner = summary.banner { Console.say(banner) }
    return Outcome(
      files: summary.files.map { writer.directory.appendingPathComponent($0).relativePath }, findings: summary.findings)
  }

  /// Writes what a paper takes into `paper` in the run directory, or where the results go.
  ///
  /// - Returns: the paths of what was written.
  func writePaper() throws -> [String] {
    let folder = output.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? directory.appendingPathComponent("paper")
    let store = try RunStore.committed(in: runDirectory, scratch: folder)
    let options = try options(of: store, store.runDescription(), nil)
    return try PaperWriter(directory: folder, options: options, version: Versions.winnow).write(from: store)
      .map { folder.appendingPathComponent($0).relativePath }
  }

  /// What the store itself says of the run.
  private func options(of store: RunStore, _ description: RunDescription, _ file: JobFile?) throws -> ReportOptions {
    ReportOptions(
      title: title ?? file?.name ?? Self.name(in: description.jobText) ?? directory.lastPathComponent,
      jobText: description.jobText, settings: try RunSettings.of(store), glossary: description.glossary)
  }

  /// The list of the data set's items in a run directory.
  static let manifestName = "items.manifest"

  private struct NoPhotos: Error, CustomStringConvertible {
    let reason: String?
    var description: String { (reason.map { $0 + "; " } ?? "") + "name the job file with --job" }
  }

  /// The job that the user names must be in order; one that the run remembers may have gone, and its data with it.
  private func job(of run: RunDescription) throws -> (file: JobFile?, data: JobData?, problem: String?) {
    if let prepared { return (prepared.file, prepared.data, nil) }
    // A sweep has left its list of the items; making it again may take long.
    let list = URL(fileURLWithPath: runDirectory, isDirectory: true).appendingPathComponent(Self.manifestName)
    let manifest = FileManager.default.fileExists(atPath: list.path) ? list : nil
    if let job {
      let file = try JobFile(contentsOf: URL(fileURLWithPath: job))
      return (file, try file.data.open(manifest: manifest), nil)
    }
    do {
      guard let file = try JobFile(run) else { return (nil, nil, "the run does not know where its job file was") }
      do { return (file, try file.data.open(manifest: manifest), nil) } catch { return (file, nil, "\(error)") }
    } catch {
      return (nil, nil, "\(error)")
    }
  }

  private func overlayCount(_ file: JobFile?) -> ReportOptions.Overlays {
    if let overlays { return overlays == "all" ? .all : .first(Int(overlays) ?? 0) }
    return switch file?.overlays {
    case .all?: .all
    case .first(let count)?: .first(count)
    case nil: .first(24)
    }
  }

  /// The job's name where the job itself cannot be read.
  static func name(in jobText: String) -> String? {
    jobText.split(separator: "\n").first { $0.hasPrefix("name:") }
      .map { $0.dropFirst(5).split(separator: "#")[0].trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) }
  }
}
