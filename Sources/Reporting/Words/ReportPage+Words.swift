extension ReportPage {
  /// Words of the longest list shown for a class; `kept-words.csv` has all.
  private static let wordLimit = 25
  private static let classLimit = 40

  /// The words that stand in the masks of each class; nil without sentences.
  var wordsContext: Any? {
    let groups = statistics.words.classes.filter { $0.value.kept > 0 }
      .sorted { ($1.value.sentences, $0.key) < ($0.value.sentences, $1.key) }
    guard !groups.isEmpty else { return nil }
    return [
      "classes": groups.prefix(Self.classLimit).map { group, counts -> [String: Any] in
        let words = statistics.words.keptWords(of: group).filter { $0.strength > 0 }
        return [
          "name": options.className(group), "sentences": counts.sentences,
          "share": NumberText.percent(Double(counts.kept) / Double(counts.occurrences)),
          "words": words.prefix(Self.wordLimit).map(row),
        ]
      },
      "isCut": groups.count > Self.classLimit,
    ] as [String: Any]
  }

  private func row(_ word: KeptWord) -> [String: Any] {
    [
      "word": word.word, "masks": word.counts.keptSentences, "sentences": word.counts.sentences,
      "share": NumberText.percent(word.keptShare), "shareSort": word.keptShare,
      "lift": NumberText.short(word.lift), "liftSort": word.lift, "classLift": NumberText.short(word.classLift),
      "classLiftSort": word.classLift, "strength": NumberText.short(word.strength), "strengthSort": word.strength,
    ]
  }

  /// The strongest words of a class, for its line in the table of classes.
  func strongestWords(of group: Int, count: Int = 8) -> String {
    statistics.words.keptWords(of: group).prefix(count).filter { $0.strength > 0 }.map(\.word).joined(separator: ", ")
  }
}
