import Saliency

/// `region-perturbation`: pixel flipping of small regions, the most relevant first.
public struct RegionPerturbation: FillingMeasure {
  public static let key = "region-perturbation"

  /// Side of a region in pixels, and how many are removed at most.
  var window = 9
  var regions = 100

  public static let scores = [
    ScoreDescription(
      key: "aopc", name: "Region perturbation (AOPC)", family: .faithfulness, direction: .higher, subjects: [.map],
      servesSentences: false, passes: 101,
      explanation: "Mean loss of probability while the most relevant regions of 9 x 9 pixels go one by one.",
      details: "Of at most 100 regions, by the sum of the map on them; they become noise.",
      source: "Samek et al., IEEE TNNLS 2017")
  ]

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] {
    scores.map { score in
      var score = score
      score.details = "Of at most 100 regions, by the sum of the map on them."
      return score.filled(with: fill)
    }
  }

  public var fills: [RemovalFill]?

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    plans(for: item.input, usual: .noise) { scores, fill in
      passes(of: map, on: item.removed, fill: fill).map { [NamedValue(scores[0].key, $0)] }
    }
  }

  /// The area over the perturbation curve: the mean, over none, one, two ... regions removed, of what is lost.
  func passes(of map: SaliencyMap, on removed: RemovedPixels, fill: RemovalFill) -> Passes<Double> {
    precondition(map.height == removed.input.height && map.width == removed.input.width)
    let windows = RankedWindows(map, side: window)
    let counts = Array(windows.ends().prefix(regions + 1))
    let pixels = removed.order(windows.pixels())
    return removed.passes(order: pixels, counts: counts, shown: false, fill: fill).map { answers in
      answers.reduce(0) { $0 + answers[0].probability - $1.probability } / Double(answers.count)
    }
  }
}
