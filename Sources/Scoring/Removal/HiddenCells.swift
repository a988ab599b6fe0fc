import Reproducibility
import Saliency

/// What the model loses without sets of cells.
enum HiddenCells {
  /// Random sets of so many cells: for each cell, whether it is hidden.
  static func sets(
    _ count: Int, of hidden: Int, among cells: Int, using generator: inout SeededGenerator
  ) -> [[Bool]] {
    (0..<count).map { _ in
      var isHidden = (0..<cells).map { $0 < hidden }
      isHidden.shuffle(using: &generator)
      return isHidden
    }
  }

  /// The probability that is lost without each set: one pass for each, and one for the whole input.
  static func passes(
    _ sets: [[Bool]], _ raster: CellRaster, on removed: RemovedPixels, fill: RemovalFill
  ) -> Passes<[Double]> {
    Passes(
      count: sets.count + 1, key: { $0 == 0 ? .whole : nil },
      input: {
        $0 == 0 ? removed.input : try removed.version(keeping: raster.mask(hiding: sets[$0 - 1]), fill: fill)
      },
      result: { answers in answers.dropFirst().map { answers[0].probability - $0.probability } })
  }

  /// The sum of a map over each set.
  static func importance(of map: SaliencyMap, _ raster: CellRaster, _ sets: [[Bool]]) -> [Double] {
    let sums = raster.sums(of: map)
    return sets.map { set in zip(sums, set).reduce(0) { $1.1 ? $0 + $1.0 : $0 } }
  }
}
