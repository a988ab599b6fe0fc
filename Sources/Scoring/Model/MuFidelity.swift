import Reproducibility
import Saliency

/// Correlation between how much importance a random set of cells carries and how much probability is lost without them:
/// 1 for a perfectly faithful map. (Bhatt, Weller and Moura, "Evaluating and aggregating feature-based model
/// explanations", IJCAI 2020, definition 2: faithfulness.)
///
/// The sets are the same for all maps of an item, and so are the model's answers.
public struct MuFidelity: Sendable {
  /// How the two are correlated: the paper's Pearson, or ranks, which forgive a bent relation.
  public enum Correlation: String, Sendable { case pearson, spearman }

  /// Cells a side of the raster that is switched off cell by cell.
  public var grid = 9
  /// Share of the cells that each set hides.
  public var share = 0.2
  public var samples = 100
  public var correlation = Correlation.pearson
  public var seed: UInt64 = 1
  public var fills: [RemovalFill]?

  public init() {}

  /// Model passes for one item.
  public var passes: Int { samples + 1 }

  /// - Returns: -1...1, nil when the map or the model's answer does not vary over the sets.
  public func score(
    of map: SaliencyMap, on input: ModelInput, target: Int, fill: RemovalFill = .zero, batch: Int = 32,
    classify: @escaping Classify
  ) throws -> Double? {
    try passes(of: map, on: RemovedPixels(input), fill: fill).run(target: target, batch: batch, classify: classify)
  }

  func passes(of map: SaliencyMap, on removed: RemovedPixels, fill: RemovalFill) -> Passes<Double?> {
    let raster = CellRaster(removed.input, side: grid)
    guard raster.count > 1 else { return Passes { nil } }
    let hidden = max(1, min(raster.count - 1, Int((Double(raster.count) * share).rounded())))
    var generator = SeededGenerator(seed: seed)
    let sets = HiddenCells.sets(samples, of: hidden, among: raster.count, using: &generator)
    return HiddenCells.passes(sets, raster, on: removed, fill: fill).map { lost in
      let importance = HiddenCells.importance(of: map, raster, sets)
      return switch correlation {
      case .pearson: pearson(importance, lost)
      case .spearman: spearman(importance, lost)
      }
    }
  }
}
