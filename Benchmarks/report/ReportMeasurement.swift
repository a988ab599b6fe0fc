import Foundation
import Reporting
import Storing
import Timing

/// Writes the report of a run and says what it cost.
struct ReportMeasurement {
  let folder: String
  /// Leave out the tables, the arrays and the overlays, as `winnow report --page-only`.
  let isPageOnly: Bool

  func run() throws {
    let store = try RunStore(reading: folder)
    let description = try store.runDescription()
    var options = ReportOptions(
      title: "A synthetic run", classNames: SyntheticRun.classNames, glossary: SyntheticRun.glossary)
    options.jobText = description.jobText
    let directory = URL(filePath: folder, directoryHint: .isDirectory)
    let writer = ReportWriter(directory: directory, options: options, parts: isPageOnly ? .page : .all)
    let watch = Stopwatch()
    let summary = try writer.write(from: store) { record in
      guard case .explained(let item) = record.outcome, let map = item.explanations.first?.maps.first?.map else {
        throw CocoaError(.fileNoSuchFile)
      }
      return SyntheticRun.image(of: record.index, side: map.height)
    }
    let elapsed = watch.seconds
    let page = directory.appending(path: "report.html")
    let size = try page.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let cpu =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
      / 1e6
    let what = "\(isPageOnly ? "page" : "everything") of \(summary.items) items"
    for (name, value) in [
      ("seconds", elapsed), ("CPU seconds", cpu), ("peak memory, MB", Double(usage.ru_maxrss) * 1024 / 1e6),
      ("report.html, MB", Double(size) / 1e6),
    ] { print("result|\(what): \(name)|Winnow|\(value)") }
  }
}
