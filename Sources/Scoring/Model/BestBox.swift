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

  public func scores(ofItem item: ScoredItem) throws -> [NamedValue] {
    if item.input.isSentence {
      let best = try WordSaliencyScore.bestSpan(
        on: item.input, target: item.target, batch: item.batch, classify: item.classify)
      return [NamedValue(Self.span.key, best.score)]
    }
    let best = try LogSaliencyScore.bruteForce(
      on: item.input, target: item.target, batch: item.batch, classify: item.classify)
    return [NamedValue(Self.box.key, best.score)]
  }
}
