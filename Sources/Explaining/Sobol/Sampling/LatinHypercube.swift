import Reproducibility

/// A Latin hypercube: in every dimension each of n equal strata holds one of the n points.
///
/// It can be doubled: the 2n halves of the strata hold n old points, and n new points go to the empty halves, so that the
/// union is a Latin hypercube of 2n points again.
struct LatinHypercube: PointSequence {
  let dimensions: Int
  private var generator: SeededGenerator
  /// For each dimension, the coordinates drawn so far.
  private var drawn: [[Double]]

  init(dimensions: Int, generator: SeededGenerator) {
    self.dimensions = dimensions
    self.generator = generator
    drawn = [[Double]](repeating: [], count: dimensions)
  }

  /// - Precondition: `count` is the number of points drawn so far, unless none was.
  mutating func next(_ count: Int) -> [Double] {
    let before = drawn.first?.count ?? 0
    precondition(before == 0 || count == before, "a Latin hypercube can only be doubled")
    let strata = before + count
    var points = [Double](repeating: 0, count: count * dimensions)
    for dimension in 0..<dimensions {
      var taken = [Bool](repeating: false, count: strata)
      for value in drawn[dimension] { taken[Int(value * Double(strata))] = true }
      var free = taken.indices.filter { !taken[$0] }
      generator.shuffle(&free)
      for (row, stratum) in free.enumerated() {
        // Rounding must not carry a point into the next stratum.
        let value = min(
          (Double(stratum) + generator.unit()) / Double(strata), (Double(stratum + 1) / Double(strata)).nextDown)
        drawn[dimension].append(value)
        points[row * dimensions + dimension] = value
      }
    }
    return points
  }
}
