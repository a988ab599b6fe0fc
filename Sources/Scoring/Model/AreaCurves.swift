import Saliency

/// `area-curves`: what the model says when only a map's most important part is shown, from a hundredth of the input to half of
/// it, and how much of it the class needs. So maps and masks of any area meet on one axis.
public struct AreaCurves: FillingMeasure {
  public static let key = "area-curves"

  /// Shares of the input that are shown, in percent.
  public static let ladder = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70]
  /// Those whose probability is a score of its own.
  static let reported = [1, 2, 5, 10, 20, 50]

  public static let scores = MaskTests.fills.flatMap(scores(with:))

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] { scores(with: fill, window: 1) }

  private static func scores(with fill: RemovalFill, window: Int) -> [ScoreDescription] {
    [areaNeeded(window: window).filled(with: fill)] + reported.map { shown($0, window: window).filled(with: fill) }
  }

  static func areaNeeded(window: Int) -> ScoreDescription {
    ScoreDescription(
      key: "area-needed", name: "Area needed", family: .faithfulness, direction: .lower, subjects: [.map], rank: 110,
      passes: ladder.count,
      explanation:
        "Smallest share of the image, the most important \(parts(window)) first, that shows the class alone.",
      details:
        "The first share of \(ladder.dropLast().map(String.init).joined(separator: ", ")) and \(ladder.last!) % at which "
        + "the class is first; 1 where none is.",
      source: "as an axis: Dabkowski and Gal, 2017")
  }

  private static func parts(_ window: Int) -> String {
    window == 1 ? "pixels" : "windows of \(window) x \(window) pixels"
  }

  static func shown(_ percent: Int, window: Int = 1) -> ScoreDescription {
    ScoreDescription(
      key: "shown-\(percent)", name: "Shown \(percent) %", family: .faithfulness, direction: .higher, subjects: [.map],
      rank: 110,
      explanation: "Probability when only the most important \(percent) % of the \(parts(window)) are shown.",
      details: "Of a sentence so many words, at least one.")
  }

  public var fills: [RemovalFill]?
  /// Side of the square windows that are shown as wholes, by the sum of the map on them; 1 shows pixel by pixel.
  public var window = 1

  public init() {}

  public var scores: [ScoreDescription] {
    (fills ?? MaskTests.fills).flatMap { Self.scores(with: $0, window: window) }
  }

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    let (order, counts) = portions(of: map, for: item)
    let fills = Self.fills(fills ?? MaskTests.fills, for: item.input) ?? []
    return fills.map { fill in
      item.removed.passes(order: order, counts: counts, shown: true, fill: fill)
        .map { Self.scores($0, target: item.target, fill: fill) }
    }
  }

  /// The pixels in the order in which they are shown, and how many at each step of the ladder.
  private func portions(of map: SaliencyMap, for item: ScoredItem) -> (PixelOrder, [Int]) {
    guard window > 1, !item.input.isSentence else {
      let order = item.removed.order(of: map)
      return (order, Self.ladder.map { Self.count($0, of: order.pixels.count) })
    }
    let windows = RankedWindows(map, side: window)
    let ends = windows.ends()
    return (item.removed.order(windows.pixels()), Self.ladder.map { ends[Self.count($0, of: ends.count - 1)] })
  }

  /// How many of so many parts a share in percent is; at least one, but for none.
  static func count(_ percent: Int, of parts: Int) -> Int {
    percent == 0 ? 0 : max(1, Int((Double(parts * percent) / 100).rounded()))
  }

  private static func scores(_ answers: [Answer], target: Int, fill: RemovalFill) -> [NamedValue] {
    let enough = answers.firstIndex { $0.first == target }
    let needed = NamedValue("\(areaNeeded(window: 1).key)-\(fill)", enough.map { Double(ladder[$0]) / 100 } ?? 1)
    let probabilities = zip(ladder, answers).filter { reported.contains($0.0) }
      .map { NamedValue("\(Self.shown($0).key)-\(fill)", $1.probability) }
    return [needed] + probabilities
  }
}
