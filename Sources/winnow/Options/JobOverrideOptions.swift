import ArgumentParser
import Foundation
import Jobs

/// Values of a job file set on the command line.
struct JobOverrideOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A value of the job, in place of the file's: methods.smug.k=1000, data.subset.sample.count=20. Repeatable.",
      valueName: "key=value"),
    transform: JobOverride.init(parsing:))
  var overrides: [JobOverride] = []

  func jobFile(at path: String) throws -> JobFile {
    try JobFile(contentsOf: URL(filePath: path), overrides: overrides)
  }
}
