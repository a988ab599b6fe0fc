import Reproducibility
import Saliency

/// `sensitivity-n`: the correlation of MuFidelity for sets of every size, from a few cells to most of them.
public struct SensitivityN: FillingMeasure {
  public static let key = "sensitivity-n"
  static let side = 9
  static let sizes = [2, 4, 8, 16, 32, 64]
  /// Sets of each size.
  static let samples = 32

  public static let scores = [
    ScoreDescription(
      key: "sensitivity-n", name: "Sensitivity-n", family: .faithfulness, direction: .higher, subjects: [.map],
      sharedPasses: sizes.count * samples + 1,
      explanation: "Correlation of removed importance with lost probability, over sets of many sizes.",
      details:
        "The mean, over n = \(sizes.map(String.init).joined(separator: ", ")) cells of a 9 x 9 raster (of a sentence, words), of "
        + "Pearson's correlation over \(samples) random sets of n cells between the map's sum on the set and the probability lost "
        + "without it; the authors remove pixels.",
      source: "Ancona et al., ICLR 2018")
  ]

  public var fills: [RemovalFill]?
  /// Sets of each size.
  var samples = Self.samples
  var sizes = Self.sizes

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    plans(for: item.input, usual: .zero) { scores, fill in
      let plan = passes(of: map, on: item.removed, seed: item.seed, fill: fill)
        .map { $0.map { [NamedValue(scores[0].key, $0)] } ?? [] }
      return plan.shared(by: scores[0].key)
    }
  }

  /// - Returns: nil where the map or the answers do not vary over the sets of any size.
  func passes(of map: SaliencyMap, on removed: RemovedPixels, seed: UInt64, fill: RemovalFill) -> Passes<Double?> {
    let raster = CellRaster(removed.input, side: Self.side)
    var generator = SeededGenerator(seed: seed, stream: 0x5e15)
    let sizes = sizes.filter { $0 < raster.count }
    let sets = sizes.flatMap { HiddenCells.sets(samples, of: $0, among: raster.count, using: &generator) }
    guard !sets.isEmpty else { return Passes { nil } }
    return HiddenCells.passes(sets, raster, on: removed, fill: fill).map { [samples] lost in
      let importance = HiddenCells.importance(of: map, raster, sets)
      let correlations = stride(from: 0, to: sets.count, by: samples).compactMap { start in
        pearson(Array(importance[start..<start + samples]), Array(lost[start..<start + samples]))
      }
      return correlations.isEmpty ? nil : correlations.reduce(0, +) / Double(correlations.count)
    }
  }
}
