import ArgumentParser
import Foundation
import ImageCodecs
import Jobs
import Reporting
import Storing

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a run's tables, arrays, overlays and report anew from its store.",
    discussion: """
      Needs the run directory only; with --job it shows the photos as well. Works on directories joined by 'winnow \
      merge', and on runs that have not finished.
      """)

  @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var runDirectory: String

  @Option(
    help: ArgumentHelp("The job file: where the photos are.", valueName: "job"))
  var job: String?

  @Option(name: .shortAndLong, help: "Where the results go (default: the run directory).") var output: String?

  @Option(help: ArgumentHelp("Overlays to draw: a count or all.", valueName: "n"))
  var overlays: String?

  @Option(help: ArgumentHelp("The report's heading (default: the job's name).", valueName: "text"))
  var title: String?

  @Flag(help: "Only report.html, without tables, arrays and overlays.") var pageOnly = false

  func validate() throws {
    if let overlays, overlays != "all", Int(overlays).map({ $0 < 0 }) ?? true {
      throw ValidationError("--overlays takes a number or all, not '\(overlays)'.")
    }
  }

  func run() throws {
    try CommandFailure.endingInOneSentence {
      let store = try RunStore(reading: runDirectory)
      let description = try store.runDescription()
      let file = try job.map { try JobFile(contentsOf: URL(fileURLWithPath: $0)) }
      let data = try file?.data.open(manifest: nil)
      let names = [try file?.model.classNames(), data?.items.classNames, description.classNames].compactMap(\.self)
      let directory = URL(fileURLWithPath: runDirectory, isDirectory: true).standardizedFileURL
      var options = ReportOptions(
        title: title ?? file?.name ?? directory.lastPathComponent,
        classNames: names.first { !$0.isEmpty } ?? [],
        overlays: overlayCount(file), jobText: description.jobText, settings: try RunSettings.of(store),
        glossary: description.glossary)
      if title == nil, file == nil, let name = Self.name(in: description.jobText) { options.title = name }
      let writer = ReportWriter(
        directory: output.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? directory, options: options,
        parts: pageOnly ? .page : .all)
      let summary = try writer.write(from: store) { record in
        guard let file, let dataset = data?.images else { throw NoPhotos() }
        return file.preprocessing.displayImage(from: try dataset.image(of: dataset.item(record.index)))
      }
      for file in summary.files { print(writer.directory.appendingPathComponent(file).relativePath) }
      for warning in summary.warnings { Console.say("Warning: \(warning)") }
    }
  }

  private struct NoPhotos: Error, CustomStringConvertible {
    let description = "the photos are not known; name the job file with --job"
  }

  private func overlayCount(_ file: JobFile?) -> ReportOptions.Overlays {
    if let overlays { return overlays == "all" ? .all : .first(Int(overlays) ?? 0) }
    return switch file?.overlays {
    case .all?: .all
    case .first(let count)?: .first(count)
    case nil: .first(24)
    }
  }

  /// The job's name without the job's folder, on which reading the whole file would depend.
  static func name(in jobText: String) -> String? {
    jobText.split(separator: "\n").first { $0.hasPrefix("name:") }
      .map { $0.dropFirst(5).split(separator: "#")[0].trimmingCharacters(in: CharacterSet(charactersIn: " \"'")) }
  }
}
