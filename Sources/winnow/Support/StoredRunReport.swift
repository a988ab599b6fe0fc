import Foundation
import Jobs
import Reporting
import Storing

/// Writes the results of a run directory from its store, and from the job file that the run remembers where its data are
/// still in their place.
struct StoredRunReport {
  var runDirectory: String
  /// The job file, where it is not the one that the run remembers.
  var job: String?
  /// Where the results go; nil is the run directory.
  var output: String?
  /// A number or `all`, over the job's.
  var overlays: String?
  var title: String?
  var parts = ReportWriter.Parts.all

  /// Names the files on standard output, or on standard error, and says what the user should know.
  func write(announcing announce: (String) -> Void) throws {
    let store = try RunStore(reading: runDirectory)
    let description = try store.runDescription()
    let (file, data, problem) = try job(of: description)
    let names = [try? file?.model.classNames(), data?.items.classNames, description.classNames].compactMap(\.self)
    let directory = URL(fileURLWithPath: runDirectory, isDirectory: true).standardizedFileURL
    let options = ReportOptions(
      title: title ?? file?.name ?? Self.name(in: description.jobText) ?? directory.lastPathComponent,
      classNames: names.first { !$0.isEmpty } ?? [],
      overlays: overlayCount(file), jobText: description.jobText, settings: try RunSettings.of(store),
      glossary: description.glossary, hidden: file?.hiddenDisplay)
    let writer = ReportWriter(
      directory: output.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? directory, options: options, parts: parts
    )
    let summary = try writer.write(from: store) { record in
      guard let file, let images = data?.images else { throw NoPhotos(reason: problem) }
      return file.preprocessing.displayImage(from: try images.image(of: images.item(record.index)))
    }
    for file in summary.files { announce(writer.directory.appendingPathComponent(file).relativePath) }
    for warning in summary.warnings { Console.say("Warning: \(warning)") }
  }

  private struct NoPhotos: Error, CustomStringConvertible {
    let reason: String?
    var description: String { (reason.map { $0 + "; " } ?? "") + "name the job file with --job" }
  }

  /// The job that the user names must be in order; one that the run remembers may have gone, and its data with it.
  private func job(of run: RunDescription) throws -> (JobFile?, JobData?, problem: String?) {
    if let job {
      let file = try JobFile(contentsOf: URL(fileURLWithPath: job))
      return (file, try file.data.open(), nil)
    }
    do {
      guard let file = try JobFile(run) else { return (nil, nil, "the run does not know where its job file was") }
      do { return (file, try file.data.open(), nil) } catch { return (file, nil, "\(error)") }
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
