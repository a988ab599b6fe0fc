import ArgumentParser
import Foundation
import Storing
import Sweeping

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the run directories of a job's shards into one.",
    discussion: """
      The directories must hold the same job on the same data set. Items that several of them hold must have equal \
      results; a failure gives way to a result. Afterwards 'winnow report' works on the joined directory as on that of \
      one sweep.
      """)

  @Argument(help: "Run directories to join.") var directories: [String]

  @Option(name: .shortAndLong, help: "The directory to join them into.") var output: String

  func run() throws {
    do {
      let summary = try RunStore.merge(directories, into: output)
      print("\(output): \(summary.items) items, \(summary.failed) of them failed")
      if summary.shared > 0 { print("\(summary.shared) items were in several of the directories") }
      if summary.missing > 0 { print("\(summary.missing) items of the data set are in none of the directories") }
    } catch let error where error is MergeError || error is RunStoreError {
      FileHandle.standardError.write(Data("Error: \(error)\n".utf8))
      throw ExitCode((SweepExitCode(error) ?? .badInput).rawValue)
    }
  }

  func validate() throws {
    guard !directories.isEmpty else { throw ValidationError("Name at least one run directory.") }
  }
}
