import NeuralNetwork

extension IntegratedGradients {
  /// Integrates with as few points as it takes until the sum of the values accounts for the change of probability, the
  /// values are settled, and so is which are the largest.
  ///
  /// Fejér's rules of 7 and 15 points, nested in each other, are enough for many inputs. Where they differ, intervals
  /// between the 15 points are refined one by one (``PathRefinement``).
  func integrate(_ tail: TailRunner, _ path: Path, _ settings: Adaptive) throws(NetworkError) -> Attribution {
    let (coarse, half) = (Quadrature.fejer(15), Quadrature.fejer(7))
    let known = try gradients(
      tail, path, at: coarse.points, summedOver: coarse.points.indices.map { $0..<$0 + 1 })
    func values(_ integral: [Double]) throws(NetworkError) -> [Double] {
      try path.values(TailRunner.GradientSum(weights: [], values: integral), tail)
    }
    let before = try values(Self.combined(half.weights.indices.map { known[2 * $0 + 1] }, half.weights))
    let first = try values(Self.combined(known, coarse.weights))
    var result = self.result(
      tail, path, first, before: Self.largest(settings.top, first: before), points: coarse.points.count,
      error: Self.distance(first, before), settings)
    if result.isConverged { return result }

    let scale = path.end.indices.map { Double(path.end[$0]) - Double(path.start?[$0] ?? 0) }
    var refinement = PathRefinement(points: coarse.points, gradients: known, scale: scale)
    var norm = refinement.norm(refinement.integral())
    var selections = [(points: refinement.points, largest: Self.largest(settings.top, first: first))]
    while true {
      let chosen = refinement.worst(batch: tail.batch)
      guard refinement.points + refinement.cost(chosen) <= settings.maximumPoints else { return result }
      try refinement.refine(chosen) { (points, parts) throws(NetworkError) in
        try gradients(tail, path, at: points, summedOver: parts)
      }
      let isLast = refinement.points + refinement.cost(refinement.worst(batch: tail.batch)) > settings.maximumPoints
      guard
        isLast || refinement.change <= settings.error * norm || refinement.points >= 2 * selections.last!.points
      else { continue }
      let integral = refinement.integral()
      norm = refinement.norm(integral)
      let present = try values(integral)
      let halfway = selections.last { 2 * $0.points <= refinement.points } ?? selections[0]
      result = self.result(
        tail, path, present, before: halfway.largest, points: refinement.points,
        error: norm == 0 ? 0 : refinement.change / norm, settings)
      if result.isConverged { return result }
      selections.append((refinement.points, Self.largest(settings.top, first: present)))
    }
  }

  /// Sums of the gradients at some points, in the coordinates of the path.
  private func gradients(
    _ tail: TailRunner, _ path: Path, at points: [Double], summedOver parts: [Range<Int>]
  ) throws(NetworkError) -> [[Double]] {
    var sums = parts.map { part in
      TailRunner.GradientSum(
        weights: points.indices.map { part.contains($0) ? 1 : 0 }, values: [Double](repeating: 0, count: tail.size))
    }
    try tail.accumulate(.probability(of: path.target), from: path.start, to: path.end, at: points, into: &sums)
    return sums.map(\.values)
  }

  private static func combined(_ vectors: [[Double]], _ weights: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: vectors[0].count)
    for (vector, weight) in zip(vectors, weights) {
      result.withUnsafeMutableBufferPointer { result in
        vector.withUnsafeBufferPointer { vector in for i in result.indices { result[i] += weight * vector[i] } }
      }
    }
    return result
  }

  /// - Parameters:
  ///   - before: the largest elements by a rule of half as many points.
  ///   - error: estimated distance from that rule's values, as a share of their norm.
  private func result(
    _ tail: TailRunner, _ path: Path, _ values: [Double], before: Set<Int>, points: Int, error: Double,
    _ settings: Adaptive
  ) -> Attribution {
    var result = attribution(tail, path, values, points: points)
    result.errorEstimate = error
    let change = abs(path.probability - path.baselineProbability)
    let largest = Self.largest(settings.top, first: values)
    let common = largest.isEmpty ? 1 : Double(largest.intersection(before).count) / Double(largest.count)
    result.isConverged =
      abs(result.delta ?? 0) <= settings.tolerance * change && error <= settings.error && common >= settings.stability
    return result
  }

  /// The places of the largest elements.
  private static func largest(_ count: Int, first values: [Double]) -> Set<Int> {
    Set(NeuronSelection.indicesOfLargest(min(count, values.count), in: values))
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
}
