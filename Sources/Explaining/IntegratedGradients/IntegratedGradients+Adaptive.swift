import NeuralNetwork

extension IntegratedGradients {
  /// Doubles the points of a nested rule (7, 15, 31, 63, ...) until the sum of the values accounts for the change of
  /// probability, the values are settled, and so is which are the largest: the rule before selects nearly the same.
  ///
  /// No point is evaluated twice up to ``sharedLevels``: each gradient goes at once into a sum for every rule that uses it.
  /// Memory: as many sums, however many points.
  func integrate(_ tail: TailRunner, _ path: Path, _ settings: Adaptive) throws(NetworkError) -> Attribution {
    let counts = Self.sharedLevels.filter { $0 <= max(settings.maximumPoints, 15) }
    let rules = counts.map { Quadrature.fejer($0) }
    let zeros = [Double](repeating: 0, count: tail.size)
    var sums = rules.map { _ in TailRunner.GradientSum(weights: [], values: zeros) }
    var before: [Double] = []
    for level in rules.indices {
      // Every second point is new; all are on the first level.
      let new = Array(stride(from: 0, to: counts[level], by: level == 0 ? 1 : 2))
      for later in level..<rules.count {
        let step = 1 << (later - level)
        sums[later].weights = new.map { rules[later].weights[($0 + 1) * step - 1] }
      }
      var open = Array(sums[level...])
      sums.removeSubrange(level...)
      try tail.accumulate(
        .probability(of: path.target), from: path.start, to: path.end, at: new.map { rules[level].points[$0] }, into: &open)
      sums += open
      let values = try path.values(sums[level], tail)
      sums[level].values = []
      if level > 0 {
        let result = try self.result(tail, path, values, before: before, points: counts[level], settings)
        if result.isConverged || 2 * counts[level] + 1 > settings.maximumPoints { return result }
      }
      before = values
    }
    return try integrateFurther(tail, path, settings, points: counts.last!)
  }

  /// Rules of more points, each evaluated from the start.
  private func integrateFurther(
    _ tail: TailRunner, _ path: Path, _ settings: Adaptive, points spent: Int
  ) throws(NetworkError) -> Attribution {
    let zeros = [Double](repeating: 0, count: tail.size)
    var points = spent
    var count = 2 * spent + 1
    while true {
      let rule = Quadrature.fejer(count)
      let half = Quadrature.fejer(count / 2)
      let coarse = (0..<count).map { $0 % 2 == 0 ? 0 : half.weights[$0 / 2] }
      var sums = [rule.weights, coarse].map { TailRunner.GradientSum(weights: $0, values: zeros) }
      try tail.accumulate(.probability(of: path.target), from: path.start, to: path.end, at: rule.points, into: &sums)
      points += count
      let result = try result(
        tail, path, path.values(sums[0], tail), before: path.values(sums[1], tail), points: points, settings)
      if result.isConverged || points + 2 * count + 1 > settings.maximumPoints { return result }
      count = 2 * count + 1
    }
  }

  /// Rules whose points are shared.
  static let sharedLevels = [7, 15, 31, 63]

  private func result(
    _ tail: TailRunner, _ path: Path, _ values: [Double], before: [Double], points: Int, _ settings: Adaptive
  ) throws(NetworkError) -> Attribution {
    var result = attribution(tail, path, values, points: points)
    let error = Self.distance(values, before)
    result.errorEstimate = error
    let change = abs(path.probability - path.baselineProbability)
    result.isConverged =
      abs(result.delta ?? 0) <= settings.tolerance * change && error <= settings.error
      && Self.overlap(values, before, top: settings.top) >= settings.stability
    return result
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
