import Reproducibility
import Saliency

/// `single-deletion`: does a map rank the cells of a coarse raster as the model does, when it misses one of them at a time?
public struct SingleDeletion: FillingMeasure {
  public static let key = "single-deletion"
  static let side = 4

  public static let scores = [
    ScoreDescription(
      key: "single-deletion", name: "Single deletion", family: .faithfulness, direction: .higher, subjects: [.map],
      sharedPasses: side * side + 1,
      explanation:
        "Rank correlation of the map's sums on the cells of a 4 x 4 raster with the probability lost without each.",
      details:
        "Of a sentence the cells are the words. IDSDS without its fine-tuning: the network has not learned from inputs with a cell "
        + "removed.",
      source: "Hesse et al., NeurIPS 2024")
  ]

  public var fills: [RemovalFill]?

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    let raster = CellRaster(item.input, side: Self.side)
    let sets = (0..<raster.count).map { cell in (0..<raster.count).map { $0 == cell } }
    return plans(for: item.input, usual: .zero) { scores, fill in
      let plan = HiddenCells.passes(sets, raster, on: item.removed, fill: fill).map { lost in
        spearman(raster.sums(of: map), lost).map { [NamedValue(scores[0].key, $0)] } ?? []
      }
      return plan.shared(by: scores[0].key)
    }
  }
}
