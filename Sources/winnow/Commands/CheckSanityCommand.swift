import ArgumentParser
import Foundation
import Jobs
import Reporting
import Saliency

/// `winnow check-sanity`: do a job's explanations depend on what its network has learnt?
struct CheckSanityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-sanity",
    abstract: "Randomise a job's network layer by layer and see whether maps and masks follow.",
    discussion: """
      The weights of the last layer, the last two, ... and of all layers are drawn anew (Adebayo et al., Sanity Checks for \
      Saliency Maps, 2018); at each depth every map and mask is compared with that of the network as it is, for the class \
      that this one predicts. What hardly changes does not depend on the network. An edge detector is the control: it must \
      be seen to fail.
      """)

  @Argument(help: "The job file.") var job: String

  @Option(help: "Images to look at, evenly over the job's.") var items = 20

  @Option(help: "Depths of randomisation to look at, evenly from one layer to all.") var stages = 6

  @Option(help: "Seed of the weights.") var seed: UInt64 = 0

  @Option(name: .shortAndLong, help: "Where sanity.csv and sanity.html go.") var output = "."

  func validate() throws {
    if items < 1 { throw ValidationError("--items is \(items); at least 1 is needed") }
    if stages < 1 { throw ValidationError("--stages is \(stages); at least 1 is needed") }
  }

  func run() throws {
    try CommandFailure.endingInOneSentence {
      var file = try JobFile(contentsOf: URL(filePath: job))
      if !file.methods.contains(where: { $0.description.key == Self.control }) {
        file.methods += try JobMethod.methods(commandLine: Self.control)
      }
      let result = try SanityCheck(items: items, stages: stages, seed: seed).run(file) { done, total in
        if done % max(1, total / 20) == 0 { Console.say("\(done)/\(total)") }
      }
      let report = report(on: result, of: file)
      print("layers drawn anew: " + result.depths.map(String.init).joined(separator: ", "))
      for line in report.lines { print(line) }
      for note in report.notes { print(note) }
      let directory = URL(filePath: output, directoryHint: .isDirectory)
      for name in try report.write(to: directory) { print(directory.appending(path: name).relativePath) }
    }
  }

  private static let control = "edges"

  private func report(on result: SanityCheck.Result, of file: JobFile) -> SanityReport {
    var subjects: [(name: String, measure: SanityCheck.Measure)] = []
    for sample in result.samples where !subjects.contains(where: { $0 == (sample.subject, sample.measure) }) {
      subjects.append((sample.subject, sample.measure))
    }
    let glossary = file.glossary
    subjects.sort {
      (SanityCheck.Measure.allCases.firstIndex(of: $0.measure)!, glossary.place(of: $0.name))
        < (SanityCheck.Measure.allCases.firstIndex(of: $1.measure)!, glossary.place(of: $1.name))
    }
    let series = subjects.map { subject in
      SanityReport.Series(
        name: glossary.name(of: subject.name), measure: subject.measure.rawValue,
        values: result.depths.map { result.values(subject.name, subject.measure, depth: $0) })
    }
    let blind = Set(series.filter(\.isBlindToTheWeights).map(\.name))
    var notes = [
      "\(result.items) images, \(result.layers.count) layers with weights, seed \(seed).",
      blind.isEmpty
        ? "No map or mask stays as it is: each depends on the weights."
        : "These stay as they are with all layers drawn anew, so they do not depend on the weights: "
          + blind.sorted().joined(separator: ", ") + ".",
    ]
    if result.missing > 0 {
      notes.append("\(result.missing) explanations could not be made with random weights, and are left out.")
    }
    return SanityReport(
      title: file.name, series: series, depths: result.depths.map { ($0, result.layers[$0 - 1]) }, notes: notes)
  }
}
