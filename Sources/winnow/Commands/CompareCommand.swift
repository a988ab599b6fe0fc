import ArgumentParser
import Foundation
import Jobs
import Reporting
import Saliency
import Storing
import Sweeping

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare runs over the same items: other models, methods or settings.",
    discussion: """
      Items are matched by their path; the first run is the reference. Prints how far the runs agree and what differs. \
      The table of all measures, means with 95 % bootstrap intervals, paired differences and p-values, is written with \
      --output as Markdown, CSV, LaTeX and as a page with scatter plots, and printed with --table.
      """)

  @Argument(help: "Run directories, the reference first.") var runs: [String]

  @Option(name: .shortAndLong, help: "Where comparison.md, .csv, .tex and .html go.") var output: String?

  @Option(
    help: ArgumentHelp("Names of the runs, in their order (default: the directories' names).", valueName: "names"))
  var names: String?

  @Flag(help: "Print the table of all measures (Markdown) instead of the summary.") var table = false

  func validate() throws {
    guard runs.count > 1 else { throw ValidationError("Name at least two run directories.") }
    if let names, names.split(separator: ",").count != runs.count {
      throw ValidationError("--names takes \(runs.count) names separated by commas.")
    }
  }

  func run() throws {
    try CommandFailure.endingInOneSentence {
      let stores = try runs.map { try RunStore(reading: $0) }
      let named = zip(titles, stores).map { (name: $0, source: $1 as any ItemSource) }
      // Where runs describe a method or a score differently, the reference has its way.
      let glossary = try stores.reversed().reduce(Glossary.program) { known, store in
        let description = try store.runDescription()
        return Glossary(methods: description.methods, scores: description.scores).completed(by: known)
      }
      let comparison = try RunComparison(named, glossary: glossary)
      print(table ? comparison.markdown : comparison.summary(), terminator: "")
      if let output {
        let directory = URL(fileURLWithPath: output, isDirectory: true)
        for file in try ComparisonWriter(directory: directory).write(comparison) {
          Console.say(directory.appendingPathComponent(file).relativePath)
        }
      }
    }
  }

  /// The shortest ends of the paths that tell the runs apart.
  private var titles: [String] {
    if let names { return names.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    let parts = runs.map { URL(fileURLWithPath: $0, isDirectory: true).standardizedFileURL.pathComponents }
    for length in 1...(parts.map(\.count).max() ?? 1) {
      let ends = parts.map { $0.suffix(length).joined(separator: "/") }
      if Set(ends).count == ends.count { return ends }
    }
    return runs
  }
}
