import ArgumentParser
import Foundation
import Jobs
import Sweeping

/// `winnow init`: a job file for a network and a data set, the preprocessing found by trying.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a job file for a network and a data set; the preprocessing is found by trying.",
    discussion: """
      winnow init resnet18.onnx pictures/ --output resnet18.yaml

      Recognises a folder of images or of a folder for each class, ILSVRC's validation images, a CSV file with paths and \
      labels, tar shards, MNIST's IDX files, and sentences in JSON Lines or CSV with a vocabulary beside them. Preprocessing in \
      use (of sentences, ways of splitting them) is tried on a sample: the one with which the network names the labels best \
      is taken, and how sure that is said. Without labels the evidence is weak.

      Exit codes: 0 written; 3 written, but no preprocessing makes sense of the images; 65 wrong model or data; 73 the \
      job file cannot be written.
      """)

  @Argument(help: "The network (ONNX).") var model: String
  @Argument(help: "The data: a folder, a CSV file, a tar archive, an IDX file, a file of sentences.") var data: String

  @Option(name: .shortAndLong, help: "The job file (default: the model's name, .yaml).") var output: String?
  @Option(help: "Names of the classes, one a line.") var classes: String?
  @Option(help: "The words of a network of sentences, line n the word of id n (default: vocabulary.txt beside them).")
  var vocabulary: String?
  @Option(help: "Items to try at most.") var sample = 200
  @Flag(name: .shortAndLong, help: "Replace a job file that is there, without asking.") var yes = false

  func validate() throws {
    guard sample >= 1 else { throw ValidationError("--sample must be at least 1.") }
  }

  func run() throws {
    let file = output ?? URL(filePath: model).deletingPathExtension().lastPathComponent + ".yaml"
    let url = URL(filePath: file)
    guard mayWrite(url) else {
      Console.fail("\(file) is there already; name another with --output, or replace it with --yes")
      throw ExitCode(SweepExitCode.badOutput.rawValue)
    }
    var certainty = PreprocessingTrial.Certainty.none
    try CommandFailure.endingInOneSentence {
      let draft = try draft()
      print(draft.findings)
      let text = draft.yaml(name: url.deletingPathExtension().lastPathComponent)
      // What is written must be a job that runs.
      _ = try JobFile(parsing: text, file: file, folder: url.absoluteURL.deletingLastPathComponent())
      do { try Data(text.utf8).write(to: url) } catch {
        throw Unwritable(file: file, reason: error.localizedDescription)
      }
      certainty = draft.certainty
      print("\nWritten: \(file). Next:\n")
      print("  winnow run \(file) --set data.subset.sample.count=20 --output runs/trial")
      print(
        "  mpirun -n 2 --bind-to none winnow run \(file) --output runs/\(url.deletingPathExtension().lastPathComponent)"
      )
    }
    if certainty == .none { throw ExitCode(SweepExitCode.nothingExplained.rawValue) }
  }

  private func draft() throws -> any JobDrafting {
    let found = try DataDraft(at: URL(filePath: data))
    let (model, classes) = (URL(filePath: model), classes.map { URL(filePath: $0) })
    guard found.isSentences else { return try JobDraft(model: model, data: found, classes: classes, sample: sample) }
    return try SentenceDraft(
      model: model, data: found, vocabulary: vocabulary.map { URL(filePath: $0) }, classes: classes, sample: sample)
  }

  private struct Unwritable: Error, CustomStringConvertible {
    let file: String
    let reason: String
    var description: String { "\(file) cannot be written: \(reason)" }
  }

  /// A script is never asked.
  private func mayWrite(_ url: URL) -> Bool {
    guard !yes, FileManager.default.fileExists(atPath: url.path) else { return true }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return false }
    FileHandle.standardError.write(Data("\(url.relativePath) is there already. Replace it? [y/N] ".utf8))
    return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
  }
}
