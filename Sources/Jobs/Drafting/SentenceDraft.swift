import Datasets
import Explaining
import Foundation
import NeuralNetwork
import Scoring

/// A job file in the making, of a network of token ids and a file of sentences.
public struct SentenceDraft: JobDrafting {
  private let model: URL
  private let classes: URL?
  private let vocabulary: URL
  private let file: SentenceFile
  private let length: Int
  private let classCount: Int
  private let scores: String
  private let itemCount: Int
  private let outcomes: [TokenizationTrial.Outcome]
  public let certainty: PreprocessingTrial.Certainty
  private let reason: String

  /// Loads the network, finds the vocabulary and tries ways of splitting sentences.
  ///
  /// - Parameters:
  ///   - vocabulary: nil looks for one beside the sentences and the network.
  ///   - sample: sentences to try at most.
  public init(
    model: URL, data: DataDraft, vocabulary: URL? = nil, classes: URL? = nil, sample: Int = 200, seed: UInt64 = 0
  ) throws {
    guard let file = data.sentences else {
      throw ItemError(kind: "data", message: "\(data.kind) holds no sentences, but the network takes token ids")
    }
    self.model = model.absoluteURL.standardizedFileURL
    self.classes = classes?.absoluteURL.standardizedFileURL
    self.file = file
    self.vocabulary = try Self.vocabulary(vocabulary, beside: [file.url, self.model])
    let network = try Network(contentsOf: model)
    guard let declared = network.inputs.first?.shape, declared.count == 2, let length = declared[1] else {
      throw ItemError(
        kind: "model",
        message: "\(model.lastPathComponent) does not take a fixed number of token ids, [batch, length]; start from "
          + "Jobs/sentences.yaml")
    }
    self.length = length
    let explained = try ExplainedModel(sentences: network, length: length)
    classCount = explained.classCount
    let reading = try network.probabilities()
    scores = "\(reading.meaning.rawValue): \(reading.reason)"
    let trial = TokenizationTrial(
      file: file, vocabulary: self.vocabulary, network: explained, length: length, sample: sample, seed: seed)
    outcomes = try trial.outcomes()
    guard let best = outcomes.first else {
      throw ItemError(
        kind: "data",
        message: "no way of splitting the sentences gives words of \(self.vocabulary.lastPathComponent), which has no "
          + "word for unknown ones")
    }
    itemCount = try file.source(vocabulary: self.vocabulary, tokenization: best.tokenization, classes: nil)
      .open(relativeTo: URL(filePath: "/")).count
    (certainty, reason) = Self.judgement(outcomes, classCount: classCount)
  }

  private static func vocabulary(_ named: URL?, beside places: [URL]) throws -> URL {
    if let named { return named.absoluteURL.standardizedFileURL }
    let names = ["vocabulary.txt", "vocab.txt"]
    let candidates = places.flatMap { place in names.map { place.deletingLastPathComponent().appending(path: $0) } }
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw ItemError(
        kind: "vocabulary",
        message: "no \(names.joined(separator: " or ")) lies beside the sentences or the network; name it with "
          + "--vocabulary (line n, from 0, is the word of id n)")
    }
    return found
  }

  private static func judgement(
    _ outcomes: [TokenizationTrial.Outcome], classCount: Int
  ) -> (PreprocessingTrial.Certainty, String) {
    let best = outcomes[0]
    let answers = best.answers
    guard answers.labelled > 0 else {
      return (
        .likely,
        "there are no labels; of the words \(percent(best.knownShare)) are in the vocabulary, the most of all ways"
      )
    }
    let interval = BinomialInterval(successes: answers.correct, of: answers.labelled, level: 0.998)
    guard interval.lower > max(1 / Double(classCount), answers.commonestLabelShare) else {
      return (
        .none,
        "no way of splitting names the labels more often than chance would: is the network trained, is the vocabulary "
          + "its own, and are the labels numbered as its classes are?"
      )
    }
    let equals = outcomes.filter { Double($0.answers.correct) / Double(max(1, $0.answers.labelled)) >= interval.lower }
    return equals.count == 1
      ? (.sure, "'\(best.name)' names more labels than any other way")
      : (
        .likely,
        "\(equals.count) ways name the labels about as often; '\(best.name)' knows \(percent(best.knownShare)) of the words"
      )
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f %%", 100 * share) }
}

extension SentenceDraft {
  public var findings: String {
    let tried = outcomes[0].answers
    var lines = [
      "network   \(model.lastPathComponent): \(length) token ids, \(classCount) classes", "scores    \(scores)",
      "data      sentences: \(itemCount) items; \(tried.count) tried, \(tried.labelled) of them labelled",
      "words     \(vocabulary.path)", "",
    ]
    func padded(_ text: String, _ width: Int) -> String { text.padding(toLength: width, withPad: " ", startingAt: 0) }
    let width = outcomes.map(\.name.count).max() ?? 0
    lines.append(
      padded("tokens", width) + (tried.labelled > 0 ? "  accuracy  p(label)" : "  p(top)") + "  words known")
    for outcome in outcomes {
      let accuracy = outcome.accuracy.map { String(format: "  %6.1f %%", 100 * $0) } ?? ""
      lines.append(
        padded(outcome.name, width) + accuracy
          + String(
            format: tried.labelled > 0 ? "%10.3f  %9.0f %%" : "%8.3f  %9.0f %%", outcome.meanProbability,
            100 * outcome.knownShare))
    }
    return (lines + ["", certainty.verdict(reason)]).joined(separator: "\n")
  }

  public func yaml(name: String) -> String {
    let best = outcomes[0].tokenization
    let content =
      switch file.content {
      case .text(let field): "text: \(field)"
      case .words(let field): "words: \(field)"
      case .ids(let field): "ids: \(field)"
      }
    var lines = [
      "# Written by winnow init; docs/job-file.md explains every key.", "name: \(name)", "model:",
      "  file: \(DataDraft.quoted(model.path))",
      "  # \(length) token ids, \(classCount) classes; scores are read as \(scores)", JobDraft.classesLine(classes),
      "data:                       # sentences, \(itemCount) items", "  text:",
      "    file: \(DataDraft.quoted(file.url.path))", "    \(content)",
    ]
    if let label = file.label { lines.append("    label: \(label)") }
    if let marks = file.marks {
      lines.append("    # rationale: \(marks)   # if these are the words that people marked as decisive")
    }
    lines += [
      "    vocabulary: \(DataDraft.quoted(vocabulary.path))",
      "    tokenization:             # \(certainty.comment): \(reason)", "      lowercase: \(best.lowercases)",
      "      split: \(best.splitting == .whitespace ? "whitespace" : "english")", "      length: \(length)",
      "      padding: \"\(best.padding)\"", "      padding-side: \(best.paddingSide)",
      "      unknown: \(best.unknown.map { "\"\($0)\"" } ?? "none")",
      "  # subset: {sample: {count: 100}}    # a random part, for trying", "methods:",
      "  - smug                    # fewest words that keep the first layer's evidence, proven",
      "  - sufficient              # few words that are enough for the answer",
      "  - ig                      # integrated gradients, to compare with", "  - occlusion",
      "# scores: [ground-truth, form, log-saliency, insertion-deletion]   # docs/scores.md",
    ]
    return lines.joined(separator: "\n") + "\n"
  }
}
