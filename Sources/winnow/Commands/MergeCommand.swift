import ArgumentParser
import Storing

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the run directories of a job's shards into one.",
    discussion: """
      The directories must hold the same job on the same data set. Items that several of them hold must have equal \
      results; a failure gives way to a result. The joined directory is that of one sweep: with tables, arrays, overlays \
      and report, unless --no-report leaves them to 'winnow report'.
      """)

  @Argument(help: "Run directories to join.") var directories: [String]

  @Option(name: .shortAndLong, help: "The directory to join them into.") var output: String

  @Flag(help: "Only join the stores; write the results later with winnow report.")
  var noReport = false

  func run() throws {
    try CommandFailure.endingInOneSentence {
      let summary = try RunStore.merge(directories, into: output)
      print("\(output): \(summary.items) items, \(summary.failed) of them failed")
      if summary.shared > 0 { print("\(summary.shared) items were in several of the directories") }
      if summary.missing > 0 { print("\(summary.missing) items of the data set are in none of the directories") }
      if !noReport { for file in try RunReport(runDirectory: output).write().files { print(file) } }
    }
  }

  func validate() throws {
    guard !directories.isEmpty else { throw ValidationError("Name at least one run directory.") }
  }
}
