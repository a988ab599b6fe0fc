import Foundation
import Saliency
import Testing

@testable import Scoring

/// Scores of sentences against a classifier whose answers are known: it counts which words it sees.
@Suite struct WordScoreTests {
  /// Five words of two channels; the class is sure with the second and fourth word, half sure with one of them.
  private let input = ModelInput(
    shape: .words(channels: 2, count: 5), values: [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])

  private let classify: Classify = { batch in
    batch.map { input in
      let seen = [1, 3].count { input.values[$0] != 0 && input.values[5 + $0] != 0 }
      let probability: Float = [0.1, 0.5, 1][seen]
      return [probability, 1 - probability]
    }
  }

  private func map(_ values: [Float]) -> SaliencyMap { SaliencyMap(height: 1, width: 5, values: values) }

  @Test func theKeptWordsReplaceTheBox() throws {
    let good = try WordSaliencyScore.best(
      of: map([0.1, 0.9, 0.2, 0.8, 0]), on: input, target: 0, classify: classify)
    #expect(good.kept == [false, true, false, true, false] && good.probability == 1)
    #expect(abs(good.score - log(0.4)) < 1e-12)
    let bad = try WordSaliencyScore.best(
      of: map([0.9, 0, 0.8, 0.05, 0.7]), on: input, target: 0, classify: classify)
    // Four words with one of the two, or one word and nearly nothing: log 0.8 - log 0.5 and log 0.2 - log 0.1.
    #expect(abs(bad.score - (log(0.8) - log(0.5))) < 1e-6)
    let flat = try WordSaliencyScore.best(of: map([0, 0, 0, 0, 0]), on: input, target: 0, classify: classify)
    #expect(flat.kept.allSatisfy { $0 } && flat.passes == 1)
  }

  @Test func theBestSpanIsTheBestOfAll() throws {
    let best = try WordSaliencyScore.bestSpan(on: input, target: 0, classify: classify)
    #expect(best.passes == 15)
    // One word at probability 0.5, share 0.2, beats three words at probability 1.
    #expect(abs(best.score - (log(0.2) - log(0.5))) < 1e-6)
  }

  @Test func scoresForSentencesAreNamed() throws {
    let scorer = ExplanationScorer.everything
    var item = ScoredItem(
      input: input, target: 0, probability: 1,
      truth: PixelMask(height: 1, width: 5, bits: [false, true, false, true, false]), classify: classify)
    let scores = try scorer.scores(of: map([0, 1, 0, 0.9, 0]), named: "m", for: item)
    let byName = Dictionary(uniqueKeysWithValues: scores.map { ($0.name, $0.value) })
    #expect(byName["m.auc"] == 1 && byName["m.f1"] == 1 && byName["m.mae"] == 0 && byName["m.pointing"] == 1)
    #expect(byName["m.lss-words"] == 2 && byName["m.lss-top"] == nil && byName["m.sic"] == nil)
    // Word by word: 1, then half after the first goes, then a tenth.
    #expect(abs((byName["m.deletion"] ?? 0) - (0.75 + 0.3 + 0.1 * 3) / 5) < 1e-6)
    #expect(abs((byName["m.insertion"] ?? 0) - (0.3 + 0.75 + 3) / 5) < 1e-6)
    #expect((byName["m.mu-fidelity"] ?? 0) > 0.9)
    item.truth = nil
    let mask = try scorer.scores(
      of: PixelMask(height: 1, width: 5, bits: [false, true, false, false, false]), for: item)
    #expect(Set(mask.map(\.name)).contains("mask.sufficiency-zero"))
    #expect(!mask.contains { $0.name.hasSuffix("-blur") })
    #expect(mask.first { $0.name == "mask.sufficiency-zero" }?.value == 0.5)
    #expect(try scorer.scores(ofItem: item).map(\.name) == ["any-span.lss"])
  }
}
