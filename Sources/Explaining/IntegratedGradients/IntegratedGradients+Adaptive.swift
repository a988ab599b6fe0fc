import NeuralNetwork

extension IntegratedGradients {
  /// Doubles the number of panels, each with a Gauss-Kronrod rule of 15 points, until the sum of the values accounts for the
  /// change of probability and the largest values are settled: the coarser Gauss rule at the same points selects nearly the
  /// same elements. Memory: two sums, however many points.
  func integrate(_ attributor: Attributor, _ path: Path, _ settings: Adaptive) throws(NetworkError) -> Attribution {
    var points = 0
    var panels = 1
    let zeros = [Double](repeating: 0, count: path.end.count)
    while true {
      let (rule, coarseWeights) = Quadrature.gaussKronrod15(panels: panels)
      var sum = zeros
      var coarseSum = zeros
      try attributor.accumulate(
        path.target, from: path.start, to: path.end, at: rule.points[...], weights: rule.weights[...], into: &sum,
        coarse: coarseWeights, into: &coarseSum)
      points += rule.points.count
      let fine = path.values(sum)
      let coarse = path.values(coarseSum)
      var result = try attribution(attributor, path, fine, points: points)
      result.errorEstimate = Self.distance(fine, coarse)
      let change = abs(path.probability - path.baselineProbability)
      result.isConverged =
        abs(result.delta ?? 0) <= settings.tolerance * change
        && Self.overlap(fine, coarse, top: settings.top) >= settings.stability
      if result.isConverged || points + 30 * panels > settings.maximumPoints { return result }
      panels *= 2
    }
  }

  /// Norm of the difference over that of the first.
  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    var difference = 0.0
    var norm = 0.0
    for i in a.indices {
      difference += (a[i] - b[i]) * (a[i] - b[i])
      norm += a[i] * a[i]
    }
    return norm == 0 ? 0 : (difference / norm).squareRoot()
  }

  /// Share of the `top` largest elements that two lists have in common.
  static func overlap(_ a: [Double], _ b: [Double], top: Int) -> Double {
    let count = min(top, a.count)
    guard count > 0 else { return 1 }
    let common = Set(NeuronSelection.indicesOfLargest(count, in: a))
      .intersection(NeuronSelection.indicesOfLargest(count, in: b)).count
    return Double(common) / Double(count)
  }
}
