import Reproducibility

/// A number with the interval that holds it.
public struct Estimate: Sendable, Equatable {
  public var value: Double
  public var lower: Double
  public var upper: Double

  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}

/// Percentile bootstrap (Efron and Tibshirani, "An introduction to the bootstrap", 1993, section 13.3): how much a
/// statistic of these items would vary had other items of the same kind been drawn. Seeded: the same items give the
/// same interval.
public struct Bootstrap: Sendable {
  public var resamples: Int
  public var confidence: Double
  public var seed: UInt64

  public init(resamples: Int = 2000, confidence: Double = 0.95, seed: UInt64 = 1) {
    self.resamples = resamples
    self.confidence = confidence
    self.seed = seed
  }

  public func mean(of values: [Double]) -> Estimate? {
    estimate(values, statistic: { $0.reduce(0, +) / Double($0.count) })
  }

  public func median(of values: [Double]) -> Estimate? {
    // Indices into the sorted values stand for the values: counting them finds a resample's median without sorting it.
    let sorted = values.sorted()
    var counts = [Int](repeating: 0, count: values.count)
    return estimate(sorted.indices.map(Double.init)) { sample in
      for i in counts.indices { counts[i] = 0 }
      for index in sample { counts[Int(index)] += 1 }
      let (low, high) = ((sample.count - 1) / 2, sample.count / 2)
      var seen = 0
      var lower: Double?
      for i in counts.indices {
        seen += counts[i]
        if lower == nil, seen > low { lower = sorted[i] }
        if let lower, seen > high { return (lower + sorted[i]) / 2 }
      }
      return sorted[sorted.count - 1]
    }
  }

  /// - Parameter statistic: of a non-empty list.
  /// - Returns: nil for an empty list.
  public func estimate(_ values: [Double], statistic: ([Double]) -> Double) -> Estimate? {
    guard !values.isEmpty else { return nil }
    let value = statistic(values)
    guard values.count > 1 else { return Estimate(value: value, lower: value, upper: value) }
    var generator = SeededGenerator(seed: seed)
    var sample = values
    let replicas = (0..<max(1, resamples)).map { _ in
      for i in sample.indices { sample[i] = values[generator.index(below: values.count)] }
      return statistic(sample)
    }.sorted()
    let tail = (1 - confidence) / 2
    return Estimate(
      value: value, lower: quantile(tail, ofSorted: replicas), upper: quantile(1 - tail, ofSorted: replicas))
  }
}

/// The quantile of sorted numbers, linear between neighbours (as NumPy's default).
public func quantile(_ q: Double, ofSorted values: [Double]) -> Double {
  guard let last = values.last else { return .nan }
  let position = min(max(q, 0), 1) * Double(values.count - 1)
  let low = Int(position)
  return low + 1 < values.count ? values[low] + (position - Double(low)) * (values[low + 1] - values[low]) : last
}

/// The median of sorted numbers; NaN when there are none.
public func median(ofSorted values: [Double]) -> Double { quantile(0.5, ofSorted: values) }
