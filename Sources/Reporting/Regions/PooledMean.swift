import Scoring

/// The mean over items of a number that is itself an estimate: each item's value has a sampling error of its own.
struct PooledMean: Sendable, Equatable {
  private var values = Distribution()
  private var squaredErrors = Distribution()

  mutating func add(_ value: Double, error: Double) {
    guard value.isFinite, error.isFinite else { return }
    values.add(value)
    squaredErrors.add(error * error)
  }

  mutating func merge(_ other: PooledMean) {
    values.merge(other.values)
    squaredErrors.merge(other.squaredErrors)
  }

  var count: Int { values.count }
  var distribution: Distribution { values }

  /// Mean with its 95 % normal interval for further items of the same kind.
  ///
  /// The spread that is seen, s, holds the spread between items and the error within them (the law of total variance),
  /// so s / sqrt(n) is the standard error of the mean that counts both.
  var mean: Estimate? {
    guard let mean = values.mean else { return nil }
    let half = 1.96 * (values.deviation ?? 0) / Double(max(1, count)).squareRoot()
    return Estimate(value: mean, lower: mean - half, upper: mean + half)
  }

  /// Root mean square of the items' own errors.
  var within: Double? { squaredErrors.mean?.squareRoot() }

  /// Standard deviation of the true values between items: what is left of the spread without the errors within, at least
  /// 0; nil for fewer than two items.
  var between: Double? {
    guard let deviation = values.deviation, let within else { return nil }
    return max(0, deviation * deviation - within * within).squareRoot()
  }
}
