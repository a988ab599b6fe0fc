import ArgumentParser
import Foundation
import Reporting
import Storing
import Sweeping

extension RunExport.Format: ExpressibleByArgument {}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's masks, maps and numbers for other programs.",
    discussion: """
      npy    every mask and map of every method as NumPy arrays, with index.csv (which row is which item)
      csv    results.csv, a line for each item
      jsonl  items.jsonl, everything of an item but its maps in a line of JSON
      certificates  proofs of bounds where the job stores them, for 'winnow verify'
      docs/python.md reads them from Python.
      """)

  @Argument(help: ArgumentHelp("The run directory.", valueName: "run")) var runDirectory: String

  @Option(name: .shortAndLong, help: "Where the files go (default: RUN/export).") var output: String?

  @Option(
    name: .shortAndLong, parsing: .upToNextOption,
    help: ArgumentHelp("What to write (default: all).", valueName: "formats"))
  var format: [RunExport.Format] = []

  @Option(
    help: ArgumentHelp("A file with a class's name on each line (default: the run's own names).", valueName: "file"))
  var classes: String?

  func run() throws {
    try CommandFailure.endingInOneSentence {
      let store = try RunStore(reading: runDirectory)
      let directory = URL(fileURLWithPath: output ?? runDirectory + "/export", isDirectory: true)
      let export = RunExport(
        directory: directory, formats: format.isEmpty ? RunExport.Format.allCases : format,
        classNames: try classes.map(ClassNames.read) ?? store.runDescription().classNames)
      let result = try export.write(from: store)
      for file in result.files { print(directory.appendingPathComponent(file).relativePath) }
      if result.leftOut > 0 {
        Console.say("\(result.leftOut) arrays are left out: their images come in too many sizes.")
      }
    }
  }
}
