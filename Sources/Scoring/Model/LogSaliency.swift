import Saliency

/// `log-saliency`: how little of the input, read off a map, still lets the model see the class.
public struct LogSaliency: Measure {
  public static let key = "log-saliency"

  public static let lss = ScoreDescription(
    key: "lss", name: "Log saliency score", family: .faithfulness, direction: .lower, subjects: [.map], passes: 100,
    explanation:
      "log of the tightest crop's area (of a sentence: the share of words kept) minus log of the class's probability on "
      + "it.",
    details:
      "At each of about 100 thresholds, the tightest box around the pixels above it is cropped and resized to the input; "
      + "the score is the lowest log(max(0.05, area share)) − log(probability). `lss-top`, `lss-left`, `lss-bottom` and `lss-right` give the box. "
      + "In a sentence all words but those above the threshold are hidden, and `lss-words` says how many are kept.",
    source: "Dabkowski and Gal, 2017")
  public static let top = side("top", "First row")
  public static let left = side("left", "First column")
  public static let bottom = side("bottom", "First row below")
  public static let right = side("right", "First column to the right")
  static let words = ScoreDescription(
    key: "lss-words", name: "Words kept", family: .faithfulness, direction: .neither, subjects: [.map],
    servesImages: false, isDetail: true, explanation: "Words kept by the best log saliency score.")
  public static let scores = [lss, top, left, bottom, right, words]

  private static func side(_ key: String, _ name: String) -> ScoreDescription {
    ScoreDescription(
      key: "lss-\(key)", name: "\(name) of the best crop", family: .faithfulness, direction: .neither, subjects: [.map],
      servesSentences: false, isDetail: true, explanation: "Where the crop with the best log saliency score lies.")
  }

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    if item.input.isSentence {
      return [
        WordSaliencyScore.passes(of: map, on: item.input).map { best in
          [NamedValue(Self.lss.key, best.score), NamedValue(Self.words.key, Double(best.kept.count { $0 }))]
        }
      ]
    }
    return [
      LogSaliencyScore.passes(of: map, on: item.input).map { best in
        [
          NamedValue(Self.lss.key, best.score), NamedValue(Self.top.key, Double(best.box.top)),
          NamedValue(Self.left.key, Double(best.box.left)), NamedValue(Self.bottom.key, Double(best.box.bottom)),
          NamedValue(Self.right.key, Double(best.box.right)),
        ]
      }
    ]
  }
}
