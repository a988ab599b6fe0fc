import ArgumentParser
import Reporting

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a run's tables, arrays, overlays and report anew from its store.",
    discussion: """
      Needs the run directory only. It shows the images where the run's data still are where they were; --job names the \
      job file where that has moved. Works on directories joined by 'winnow merge', and on runs that have not finished; while \
      a sweep runs, it writes the page of what is there (report.html) and disturbs nothing. With --table, writes what a paper \
      takes instead, into RUN/paper: the table of the methods as LaTeX (booktabs) and CSV, the charts as SVG and PDF, the \
      settings, and how to cite Winnow.
      """)

  @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var runDirectory: String

  @Option(
    help: ArgumentHelp("The job file, if it is not where it was: where the images are.", valueName: "job"))
  var job: String?

  @Option(name: .shortAndLong, help: "Where the results go (default: the run directory).") var output: String?

  @Option(help: ArgumentHelp("Overlays to draw: a count or all.", valueName: "n"))
  var overlays: String?

  @Option(help: ArgumentHelp("The report's heading (default: the job's name).", valueName: "text"))
  var title: String?

  @Flag(help: "Only report.html, without tables, arrays and overlays.") var pageOnly = false

  @Flag(help: "Only what a paper takes: tables as LaTeX and CSV, charts as SVG and PDF, into RUN/paper or --output.")
  var table = false

  func validate() throws {
    if table, pageOnly { throw ValidationError("--table and --page-only exclude each other.") }
    if let overlays, overlays != "all", Int(overlays).map({ $0 < 0 }) ?? true {
      throw ValidationError("--overlays takes a number or all, not '\(overlays)'.")
    }
  }

  func run() throws {
    try CommandFailure.endingInOneSentence {
      let report = RunReport(
        runDirectory: runDirectory, job: job, output: output, overlays: overlays, title: title,
        parts: pageOnly ? .page : .all)
      for file in table ? try report.writePaper() : try report.write().files { print(file) }
    }
  }
}
