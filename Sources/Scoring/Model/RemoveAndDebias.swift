import Saliency

/// `road`: probability while pixels are removed in tenths and imputed from their neighbours, most and least relevant first.
public struct RemoveAndDebias: Measure {
  public static let key = "road"

  /// Shares of the pixels that are removed, in percent.
  static let shares = Array(stride(from: 10, through: 90, by: 10))

  private static let source = "Rong et al., ROAD, ICML 2022"
  static let difference = ScoreDescription(
    key: "road", name: "ROAD", family: .faithfulness, direction: .higher, subjects: [.map],
    servesSentences: false, passes: 2 * shares.count,
    explanation: "Half the difference of the probabilities while the least and the most relevant pixels go first.",
    details: "Means over 10, 20, ... 90 % of the pixels removed, the rest imputed (the fill `road`).", source: source)
  static let leastFirst = curve(
    "road-lerf", "ROAD, least first", .higher, "Probability while the least relevant pixels go first, imputed.")
  static let mostFirst = curve(
    "road-morf", "ROAD, most first", .lower, "Probability while the most relevant pixels go first, imputed.")
  public static let scores = [difference, leastFirst, mostFirst]

  private static func curve(
    _ key: String, _ name: String, _ direction: ScoreDescription.Direction, _ explanation: String
  ) -> ScoreDescription {
    ScoreDescription(
      key: key, name: name, family: .faithfulness, direction: direction, subjects: [.map], servesSentences: false,
      explanation: explanation, source: source)
  }

  /// How many of so many pixels are removed, and how many are shown while the others are removed; ascending.
  static func removed(of pixels: Int) -> [Int] { shares.map { (pixels * $0 + 99) / 100 } }
  static func shown(of pixels: Int) -> [Int] { removed(of: pixels).reversed().map { pixels - $0 } }

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    let order = item.removed.order(of: map)
    func mean(counts: [Int], shown: Bool) -> Passes<Double> {
      item.removed.passes(order: order, counts: counts, shown: shown, fill: .road)
        .map { answers in answers.reduce(0) { $0 + $1.probability } / Double(answers.count) }
    }
    // To remove the least relevant first is to show the most relevant alone.
    let pixels = order.pixels.count
    let (removed, shown) = (Self.removed(of: pixels), Self.shown(of: pixels))
    return [
      mean(counts: removed, shown: false).and(mean(counts: shown, shown: true)).map { most, least in
        [
          NamedValue(Self.difference.key, (least - most) / 2), NamedValue(Self.leastFirst.key, least),
          NamedValue(Self.mostFirst.key, most),
        ]
      }
    ]
  }
}
