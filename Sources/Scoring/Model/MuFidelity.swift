import Reproducibility
import Saliency

/// Correlation between how much importance a random set of cells carries and how much probability is lost without them:
/// 1 for a perfectly faithful map. (Bhatt, Weller and Moura, "Evaluating and aggregating feature-based model
/// explanations", IJCAI 2020, definition 2: faithfulness.)
public struct MuFidelity: Sendable {
  /// How the two are correlated: the paper's Pearson, or ranks, which forgive a bent relation.
  public enum Correlation: String, Sendable { case pearson, spearman }

  /// Cells a side of the raster that is switched off cell by cell.
  public var grid = 9
  /// Share of the cells that each set hides.
  public var share = 0.2
  public var samples = 100
  public var baseline = Fill.zero
  public var correlation = Correlation.pearson
  public var seed: UInt64 = 1

  public init() {}

  /// Model passes for one map.
  public var passes: Int { samples + 1 }

  /// - Returns: -1...1, nil when the map or the model's answer does not vary over the sets.
  public func score(
    of map: SaliencyMap, on input: ModelInput, target: Int, batch: Int = 32, classify: Classify
  ) throws -> Double? {
    precondition(map.height == input.height && map.width == input.width)
    var generator = SeededGenerator(seed: seed)
    // Of a sentence each word is a cell.
    let (rows, columns) = input.isSentence ? (1, input.width) : (grid, grid)
    let cells = rows * columns
    guard cells > 1 else { return nil }
    let hidden = max(1, min(cells - 1, Int((Double(cells) * share).rounded())))
    let sets: [[Bool]] = (0..<samples).map { _ in
      var isHidden = (0..<cells).map { $0 < hidden }
      isHidden.shuffle(using: &generator)
      return isHidden
    }
    let stand = input.filled(with: baseline)
    func mask(_ isHidden: [Bool]) -> PixelMask {
      var bits = [Bool](repeating: true, count: map.values.count)
      for y in 0..<map.height {
        for x in 0..<map.width {
          bits[y * map.width + x] = !isHidden[y * rows / map.height * columns + x * columns / map.width]
        }
      }
      return PixelMask(height: map.height, width: map.width, bits: bits)
    }
    let kept = sets.map(mask)
    let importance = kept.map { kept in
      zip(map.values, kept.bits).reduce(0.0) { $1.1 ? $0 : $0 + Double($1.0) }
    }
    var full = 0.0
    var lost: [Double] = []
    try input.forEachProbabilities(
      of: samples + 1, batch: batch, classify: classify,
      edit: { $0 == 0 ? input : input.keeping(kept[$0 - 1], over: stand) },
      handle: { i, probabilities in
        if i == 0 { full = Double(probabilities[target]) } else { lost.append(full - Double(probabilities[target])) }
      })
    return switch correlation {
    case .pearson: pearson(importance, lost)
    case .spearman: spearman(importance, lost)
    }
  }
}
