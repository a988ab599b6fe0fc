import Foundation
import Scoring
import Storing

/// Which words of sentences stand in the masks of each class, over a data set. Memory grows with the vocabulary only.
struct WordStatistics: Sendable, Equatable {
  /// By the class that is explained.
  private(set) var classes: [Int: ClassWords] = [:]

  var isEmpty: Bool { classes.isEmpty }

  /// Counts of one class.
  struct ClassWords: Sendable, Equatable {
    /// Sentences with a mask.
    var sentences = 0
    /// Words of these sentences, and those that their masks keep.
    var occurrences = 0
    var kept = 0
    var words: [String: Counts] = [:]
  }

  /// Counts of one word in one class.
  struct Counts: Sendable, Equatable {
    var occurrences = 0
    /// Occurrences inside masks.
    var kept = 0
    /// Sentences that hold the word, and those whose mask keeps it.
    var sentences = 0
    var keptSentences = 0

    mutating func add(_ other: Counts) {
      occurrences += other.occurrences
      kept += other.kept
      sentences += other.sentences
      keptSentences += other.keptSentences
    }
  }

  mutating func add(_ explained: ExplainedItem) {
    guard let sentence = explained.sentence, let mask = explained.mask, mask.bits.count == sentence.words.count else {
      return
    }
    var own: [String: Counts] = [:]
    for (word, isKept) in zip(sentence.words, mask.bits) {
      own[word, default: Counts()].occurrences += 1
      if isKept { own[word]?.kept += 1 }
    }
    var entry = classes[explained.target] ?? ClassWords()
    entry.sentences += 1
    for (word, counts) in own {
      var counts = counts
      counts.sentences = 1
      counts.keptSentences = counts.kept > 0 ? 1 : 0
      entry.occurrences += counts.occurrences
      entry.kept += counts.kept
      entry.words[word, default: Counts()].add(counts)
    }
    classes[explained.target] = entry
  }

  mutating func merge(_ other: WordStatistics) {
    for (group, words) in other.classes {
      var entry = classes[group] ?? ClassWords()
      entry.sentences += words.sentences
      entry.occurrences += words.occurrences
      entry.kept += words.kept
      for (word, counts) in words.words { entry.words[word, default: Counts()].add(counts) }
      classes[group] = entry
    }
  }
}

/// A word of a class, and how much more often masks keep it than other words.
struct KeptWord: Sendable, Equatable {
  var word: String
  var counts: WordStatistics.Counts
  /// Share of its occurrences that masks keep, divided by that share of all words of the class.
  var lift: Double
  /// Share of the class's masks that keep it, divided by that share over the masks of all classes.
  var classLift: Double
  /// Signed log-likelihood ratio of the first of these (Dunning, "Accurate methods for the statistics of surprise and
  /// coincidence", 1993): how little chance explains it; negative for a word kept more seldom than others.
  var strength: Double

  var keptShare: Double { Double(counts.kept) / Double(counts.occurrences) }
}

extension WordStatistics {
  /// The words of a class's masks, the one that is least by chance first.
  func keptWords(of group: Int) -> [KeptWord] {
    guard let own = classes[group], own.kept > 0 else { return [] }
    let sentences = classes.values.reduce(0) { $0 + $1.sentences }
    let rate = Double(own.kept) / Double(own.occurrences)
    return own.words.filter { $0.value.kept > 0 }.map { word, counts in
      let anywhere = classes.values.reduce(0) { $0 + ($1.words[word]?.keptSentences ?? 0) }
      return KeptWord(
        word: word, counts: counts, lift: Double(counts.kept) / Double(counts.occurrences) / rate,
        classLift: Double(counts.keptSentences) / Double(own.sentences) / (Double(anywhere) / Double(sentences)),
        strength: Self.strength(counts, in: own))
    }.sorted { ($1.strength, $1.counts.kept, $0.word) < ($0.strength, $0.counts.kept, $1.word) }
  }

  private static func strength(_ counts: Counts, in own: ClassWords) -> Double {
    let (otherKept, others) = (own.kept - counts.kept, own.occurrences - counts.occurrences)
    func likelihood(_ k: Int, _ n: Int, _ p: Double) -> Double {
      (k > 0 ? Double(k) * log(p) : 0) + (n > k ? Double(n - k) * log1p(-p) : 0)
    }
    let share = Double(counts.kept) / Double(counts.occurrences)
    let otherShare = others > 0 ? Double(otherKept) / Double(others) : share
    let all = Double(own.kept) / Double(own.occurrences)
    let ratio =
      2
      * (likelihood(counts.kept, counts.occurrences, share) + likelihood(otherKept, others, otherShare)
        - likelihood(counts.kept, counts.occurrences, all) - likelihood(otherKept, others, all))
    return share < otherShare ? -max(0, ratio) : max(0, ratio)
  }
}
