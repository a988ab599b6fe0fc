import Reproducibility

extension SobolEstimators {
  /// Estimates all indices with their intervals.
  ///
  /// - Parameters:
  ///   - outputs: all blocks of the same number of rows.
  ///   - pairs: (i, j) with f(BA_i) among the outputs, for second-order indices.
  ///   - generator: draws the bootstrap's rows; the same rows serve every index, so sums have intervals too.
  public func estimate(
    _ outputs: SobolOutputs, pairs: [(Int, Int)] = [], generator: SeededGenerator = SeededGenerator(seed: 0)
  ) -> SobolIndices {
    var generator = generator
    let rows = outputs.rows
    return estimate(outputs, pairs: pairs) {
      var counts = [Double](repeating: 0, count: rows)
      for _ in 0..<rows { counts[generator.index(below: rows)] += 1 }
      return counts
    }
  }

  /// - Parameter resample: how often each row is drawn, anew with each call.
  func estimate(_ outputs: SobolOutputs, pairs: [(Int, Int)], resample: () -> [Double]) -> SobolIndices {
    let layout = IndexLayout(regions: outputs.ab.count, groups: outputs.groups.count, pairs: pairs.count)
    guard let (standard, shift, deviation) = outputs.standardised(centred: centres) else {
      let zero = [SobolEstimate](
        repeating: SobolEstimate(value: 0, standardError: 0, lower: 0, upper: 0), count: layout.count)
      return layout.indices(zero, mean: outputs.a.first ?? 0, variance: 0, isConstant: true)
    }
    let terms = SobolTerms(standard, pairs: pairs, estimators: self)
    let values = terms.indices(weights: [Double](repeating: 1, count: outputs.rows), layout: layout)
    let samples = (0..<resamples).map { _ in terms.indices(weights: resample(), layout: layout) }
    let quantile = NormalDistribution.quantile(0.5 + level / 2)
    let estimates = values.indices.map { index in
      interval(of: values[index], resamples: samples.map { $0[index] }, quantile: quantile)
    }
    let moments = terms.moments(weights: [Double](repeating: 1, count: outputs.rows))
    return layout.indices(
      estimates, mean: shift + deviation * moments.mean, variance: deviation * deviation * moments.variance,
      isConstant: false)
  }

  private func interval(of value: Double, resamples: [Double], quantile: Double) -> SobolEstimate {
    guard resamples.count > 1 else { return SobolEstimate(value: value, standardError: 0, lower: value, upper: value) }
    let mean = resamples.reduce(0, +) / Double(resamples.count)
    let squares = resamples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(resamples.count - 1)).squareRoot()
    switch interval {
    case .normal:
      return SobolEstimate(
        value: value, standardError: error, lower: value - quantile * error, upper: value + quantile * error)
    case .percentile:
      let sorted = resamples.sorted()
      func at(_ probability: Double) -> Double {
        let position = probability * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
      }
      return SobolEstimate(
        value: value, standardError: error, lower: at((1 - level) / 2), upper: at((1 + level) / 2))
    }
  }
}

/// Where each index stands in a flat list, so that a bootstrap resample is one list of numbers.
struct IndexLayout {
  let regions: Int
  let groups: Int
  let pairs: Int

  var count: Int { 3 * regions + 2 * groups + pairs + 4 }

  func indices(_ flat: [SobolEstimate], mean: Double, variance: Double, isConstant: Bool) -> SobolIndices {
    var rest = flat[...]
    func take(_ count: Int) -> [SobolEstimate] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let (first, total, interaction) = (take(regions), take(regions), take(regions))
    let (groupClosed, groupTotal, pairs) = (take(groups), take(groups), take(self.pairs))
    let sums = take(4)
    return SobolIndices(
      first: first, total: total, interaction: interaction, groupClosed: groupClosed, groupTotal: groupTotal,
      pairs: pairs, firstSum: sums[0], totalSum: sums[1], interactionShare: sums[2], nonAdditiveShare: sums[3],
      mean: mean, variance: variance, isConstant: isConstant)
  }
}
