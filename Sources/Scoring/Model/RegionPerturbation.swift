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
    let grid = WindowGrid(height: map.height, width: map.width, window: window)
    var sums = [Double](repeating: 0, count: grid.count)
    var members = [[Int]](repeating: [], count: grid.count)
    for (pixel, value) in map.values.enumerated() {
      let region = grid.index(y: pixel / map.width, x: pixel % map.width)
      sums[region] += Double(value)
      members[region].append(pixel)
    }
    let order = sums.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }
    let counts = order.prefix(regions).reduce(into: [0]) { $0.append($0[$0.count - 1] + members[$1].count) }
    return Passes(
      count: counts.count,
      input: removed.versions(order: order.flatMap { members[$0] }, counts: counts, shown: false, fill: fill),
      result: { answers in
        answers.reduce(0) { $0 + answers[0].probability - $1.probability } / Double(answers.count)
      })
  }
}
