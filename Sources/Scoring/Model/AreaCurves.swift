import Saliency

/// `area-curves`: what the model says when only a map's most important part is shown, from a hundredth of the input to half of
/// it, and how much of it the class needs. So maps and masks of any area meet on one axis.
public struct AreaCurves: FillingMeasure {
  public static let key = "area-curves"

  /// Shares of the input that are shown, in percent.
  static let ladder = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70]
  /// Those whose probability is a score of its own.
  static let reported = [1, 2, 5, 10, 20, 50]

  public static let scores = MaskTests.fills.flatMap(scores(with:))

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] {
    [areaNeeded.filled(with: fill)] + reported.map { shown($0).filled(with: fill) }
  }

  static let areaNeeded = ScoreDescription(
    key: "area-needed", name: "Area needed", family: .faithfulness, direction: .lower, subjects: [.map], rank: 110,
    passes: ladder.count,
    explanation: "Smallest share of the image, the most important pixels first, that shows the class alone.",
    details:
      "The first share of \(ladder.dropLast().map(String.init).joined(separator: ", ")) and \(ladder.last!) % at which "
      + "the class is first; 1 where none is.",
    source: "as an axis: Dabkowski and Gal, 2017")

  static func shown(_ percent: Int) -> ScoreDescription {
    ScoreDescription(
      key: "shown-\(percent)", name: "Shown \(percent) %", family: .faithfulness, direction: .higher, subjects: [.map],
      rank: 110, explanation: "Probability when only the most important \(percent) % of the pixels are shown.",
      details: "Of a sentence so many words, at least one.")
  }

  public var fills: [RemovalFill]?

  public init() {}

  public var scores: [ScoreDescription] { (fills ?? MaskTests.fills).flatMap(Self.scores(with:)) }

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    let order = item.removed.order(of: map)
    let fills = Self.fills(fills ?? MaskTests.fills, for: item.input) ?? []
    let counts = Self.ladder.map { max(1, Int((Double(order.count * $0) / 100).rounded())) }
    return fills.map { fill in
      ScorePlan(
        count: Self.ladder.count,
        input: item.removed.versions(order: order, counts: counts, shown: true, fill: fill),
        result: { Self.scores($0, target: item.target, fill: fill) })
    }
  }

  private static func scores(_ answers: [Answer], target: Int, fill: RemovalFill) -> [NamedValue] {
    let enough = answers.firstIndex { $0.first == target }
    let needed = NamedValue("\(areaNeeded.key)-\(fill)", enough.map { Double(ladder[$0]) / 100 } ?? 1)
    let probabilities = zip(ladder, answers).filter { reported.contains($0.0) }
      .map { NamedValue("\(Self.shown($0).key)-\(fill)", $1.probability) }
    return [needed] + probabilities
  }
}
