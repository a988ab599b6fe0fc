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
    abstract: "Compare runs over the same items: other models, methods, seeds or settings.",
    discussion: """
      Items are matched by their path; the first run is the reference. Prints how far the runs agree and what differs. \
      The table of all measures, means with 95 % bootstrap intervals, paired differences and p-values, is written with \
      --output as Markdown, CSV, LaTeX and as a page with scatter plots, and printed with --table; with it goes how alike the \
      maps (top-k intersection) and masks (Dice) of the methods of a run are, and of a method in different runs. Of a single \
      run the methods are compared with each other.
      """)

  @Argument(help: "Run directories, the reference first.") var runs: [String]

  @Option(name: .shortAndLong, help: "Where comparison.md, .csv, .tex, .html and agreement.csv go.") var output: String?

  @Option(
    help: ArgumentHelp("Names of the runs, in their order (default: the directories' names).", valueName: "names"))
  var names: String?

  @Flag(help: "Print the table of all measures (Markdown) instead of the summary.") var table = false

  func validate() throws {
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
      // Maps are read for files and tables only: what is printed otherwise needs none.
      let agreement = runs.count == 1 || table || output != nil ? try MapAgreement(named, glossary: glossary) : nil
      let files = try runs.count > 1 ? compare(named, glossary, agreement) : alone(agreement)
      for file in files { Console.say(file) }
    }
  }

  /// Several runs.
  private func compare(
    _ named: [(name: String, source: any ItemSource)], _ glossary: Glossary, _ agreement: MapAgreement?
  ) throws -> [String] {
    let comparison = try RunComparison(named, glossary: glossary)
    print(table ? comparison.markdown : comparison.summary(), terminator: "")
    if table, let agreement { print("\n" + agreement.markdown, terminator: "") }
    guard let directory, let agreement else { return [] }
    return try ComparisonWriter(directory: directory).write(comparison, agreement)
      .map { directory.appendingPathComponent($0).relativePath }
  }

  /// The methods of one run.
  private func alone(_ agreement: MapAgreement?) throws -> [String] {
    guard let agreement else { return [] }
    print(
      agreement.markdown.isEmpty ? "The run has no two maps or masks of an item to compare.\n" : agreement.markdown,
      terminator: "")
    guard let directory else { return [] }
    return try ComparisonWriter(directory: directory).write(agreement)
      .map { directory.appendingPathComponent($0).relativePath }
  }

  private var directory: URL? { output.map { URL(fileURLWithPath: $0, isDirectory: true) } }

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
