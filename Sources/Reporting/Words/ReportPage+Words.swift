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

extension Templates {
  static let words = #"""
    {{#words}}
    <section id="words">
      <h2>The words of the masks</h2>
      <p class="soft">For each explained class the words that its minimal masks keep, the one that chance explains least first. Lift: how
        many times as often as other words of the class it is kept where it stands. Class lift: its share of the class's masks, divided by its share of all masks.</p>
      <div class="charts">
      {{#classes}}<figure class="panel"><h3>{{name}}</h3><p class="small soft">{{sentences}} sentences, {{share}} of their words kept</p>
        <div class="scroll tall"><table class="sortable">
        <thead><tr><th>Word</th><th>Masks</th><th>Sentences</th><th>Kept</th><th>Lift</th><th>Class lift</th><th title="Signed log-likelihood ratio">LLR</th></tr></thead>
        <tbody>{{#words}}<tr><td class="wrap">{{word}}</td><td>{{masks}}</td><td>{{sentences}}</td><td data-sort="{{shareSort}}">{{share}}</td><td data-sort="{{liftSort}}">{{lift}}</td><td data-sort="{{classLiftSort}}">{{classLift}}</td><td data-sort="{{strengthSort}}">{{strength}}</td></tr>{{/words}}</tbody>
      </table></div></figure>{{/classes}}
      </div>
      <p class="small soft">{{#isCut}}Only the classes of the most sentences are shown. {{/isCut}}kept-words.csv has all words, words.csv every word of every sentence with its scores.</p>
    </section>
    {{/words}}
    """#
}
