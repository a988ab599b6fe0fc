import Foundation
import Jobs
import Reporting
import Storing

/// Writes the results of a finished run: tables, arrays, overlays and the report.
struct RunReport {
  let directory: URL
  let job: PreparedJob
  /// The command line's wish, over the job's: a number or `all`.
  let overlays: String?

  /// - Returns: what was found, in the report's first sentences.
  func write() throws -> [String] {
    let store = try RunStore(reading: directory.path)
    let description = try store.runDescription()
    let options = ReportOptions(
      title: job.file.name, classNames: job.classNames, overlays: overlayCount, jobText: description.jobText,
      settings: try RunSettings.of(store), glossary: description.glossary, hidden: job.file.hiddenDisplay)
    let summary = try ReportWriter(directory: directory, options: options).write(from: store) {
      try job.displayImage(at: $0.index)
    }
    for warning in summary.warnings { Console.say("Warning: \(warning)") }
    return summary.findings
  }

  private var overlayCount: ReportOptions.Overlays {
    if let overlays { return overlays == "all" ? .all : .first(Int(overlays) ?? 0) }
    switch job.file.overlays {
    case .all: return .all
    case .first(let count): return .first(count)
    }
  }
}
