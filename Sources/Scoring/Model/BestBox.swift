import Saliency

/// `best-box`: the log saliency score that no map can beat.
public struct BestBox: Measure {
  public static let key = "best-box"

  static let box = ScoreDescription(
    key: "any-box.lss", name: "Best of all boxes", family: .faithfulness, direction: .lower, subjects: [.item],
    servesSentences: false, passes: 2025,
    explanation: "The log saliency score of the best of all boxes on a 10 x 10 raster: no map can beat it there.")
  static let span = ScoreDescription(
    key: "any-span.lss", name: "Best run of words", family: .faithfulness, direction: .lower, subjects: [.item],
    servesImages: false, explanation: "The log saliency score of the best run of neighbouring words.",
    details: "It takes n (n + 1) / 2 passes for n words.")
  public static let scores = [box, span]

  public init() {}

  public func plans(ofItem item: ScoredItem) -> [ScorePlan] {
    item.input.isSentence
      ? [WordSaliencyScore.spanPasses(on: item.input).map { [NamedValue(Self.span.key, $0.score)] }]
      : [LogSaliencyScore.bruteForcePasses(on: item.input).map { [NamedValue(Self.box.key, $0.score)] }]
  }
}
