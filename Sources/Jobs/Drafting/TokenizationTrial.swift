import Datasets
import Explaining
import Foundation
import Scoring

/// Finds out how a network wants its sentences split into tokens, by trying: what suits it knows most words and names the
/// labels best.
struct TokenizationTrial {
  struct Outcome: Sendable {
    var tokenization: Tokenization
    /// Share of the words that the vocabulary holds.
    var knownShare: Double
    var answers: AnswerStatistics
    /// Mean probability of the label, or of the class on top where there is none.
    var meanProbability: Double
    /// Of every sentence.
    fileprivate var ids: [[Int]]

    var accuracy: Double? {
      answers.labelled > 0 ? Double(answers.correct) / Double(answers.labelled) : nil
    }
    var name: String {
      let splitting = tokenization.splitting == .whitespace ? "whitespace" : "english"
      let letters = tokenization.lowercases ? "lower case" : "as written"
      return "\(splitting), \(letters), padded \(tokenization.paddingSide)"
    }
  }

  let file: SentenceFile
  let vocabulary: URL
  let network: ExplainedModel
  let length: Int
  let sample: Int
  let seed: UInt64

  private static let paddings = ["<pad>", "[PAD]", "<PAD>", "pad"]
  private static let unknowns = ["<unk>", "[UNK]", "<UNK>", "<oov>", "unk"]

  /// Best first; of those that give the same tokens only one.
  ///
  /// - Throws: where the vocabulary has no word that pads.
  func outcomes() throws -> [Outcome] {
    let lines = String(decoding: try Data(contentsOf: vocabulary), as: UTF8.self).split(whereSeparator: \.isNewline)
    let words = Set(lines.map(String.init))
    guard let padding = Self.paddings.first(where: words.contains) else {
      throw ItemError(
        kind: "vocabulary",
        message: "\(vocabulary.lastPathComponent) has none of \(Self.paddings.joined(separator: ", ")), one of which "
          + "should fill up sentences; start from Jobs/sentences.yaml")
    }
    let unknown = Self.unknowns.first(where: words.contains)
    var tried: [Outcome] = []
    let session = try ModelSession(model: network)
    for splitting in [.pattern(Tokenization.englishWords), .whitespace] as [Tokenization.Splitting] {
      for lowercases in [true, false] {
        for side in [.right, .left] as [Tokenization.Side] {
          let tokenization = Tokenization(
            lowercases: lowercases, splitting: splitting, length: length, padding: padding, paddingSide: side,
            unknown: unknown)
          // A word that is unknown is an error where no word stands for those.
          guard let outcome = try? outcome(of: tokenization, words: words, session),
            !tried.contains(where: { $0.ids == outcome.ids })
          else { continue }
          tried.append(outcome)
        }
      }
    }
    return tried.sorted {
      ($0.accuracy ?? 0, $0.knownShare, $0.meanProbability) > ($1.accuracy ?? 0, $1.knownShare, $1.meanProbability)
    }
  }

  private func outcome(of tokenization: Tokenization, words: Set<String>, _ session: ModelSession) throws -> Outcome {
    let dataset = try file.source(vocabulary: vocabulary, tokenization: tokenization, classes: nil)
      .open(relativeTo: URL(filePath: "/"))
    let chosen = try dataset.positions(
      of: Selection(sample: .init(count: sample, seed: seed)), relativeTo: URL(filePath: "/"))
    var outcome = Outcome(
      tokenization: tokenization, knownShare: 0, answers: AnswerStatistics(), meanProbability: 0, ids: [])
    var (all, known) = (0, 0)
    for position in chosen {
      let item = try dataset.item(Int(position))
      let sentence = try dataset.sentence(of: item)
      guard !sentence.tokens.words.isEmpty else { continue }
      all += sentence.tokens.words.count
      known += sentence.tokens.words.count { words.contains($0) }
      outcome.ids.append(sentence.tokens.ids)
      let input = try session.begin(ids: sentence.tokens.ids, words: sentence.tokens.wordRange)
      let answer = try session.forward(input.values)
      let label = item.label.flatMap { $0 < network.classCount ? $0 : nil }
      outcome.answers.add(predicted: answer.predicted, label: label)
      outcome.meanProbability += Double(answer.probabilities[label ?? answer.predicted])
    }
    outcome.knownShare = Double(known) / Double(max(1, all))
    outcome.meanProbability /= Double(max(1, outcome.answers.count))
    return outcome
  }
}
