import Reproducibility

/// Does a number tell two groups apart? The area under the ROC curve: the chance that an item of the first group has
/// the larger number, ties counting half.
///
/// The interval is DeLong's (DeLong, DeLong and Clarke-Pearson, Biometrics 44, 1988), whose components come from ranks
/// as in Sun and Xu (IEEE Signal Processing Letters 21, 2014), by the normal distribution, cut off at 0 and 1. It has
/// no width where the groups do not overlap, and says too much of groups of a few items.
public struct ROCArea: Sendable, Equatable {
  public var estimate: Estimate
  /// Items of the first and of the second group.
  public var positives: Int
  public var negatives: Int

  /// - Parameters:
  ///   - positives: numbers of the group that is expected to have larger ones.
  ///   - negatives: numbers of the others.
  /// - Returns: nil unless both groups have at least two finite numbers.
  public init?(_ positives: [Double], _ negatives: [Double]) {
    let (positives, negatives) = (positives.filter(\.isFinite), negatives.filter(\.isFinite))
    guard positives.count > 1, negatives.count > 1 else { return nil }
    self.positives = positives.count
    self.negatives = negatives.count
    let (m, n) = (Double(positives.count), Double(negatives.count))
    let pooled = meanRanks(positives + negatives)
    // For each item, the share of the other group that it beats.
    let beaten = zip(pooled, meanRanks(positives)).map { ($0 - $1) / n }
    let beating = zip(pooled.dropFirst(positives.count), meanRanks(negatives)).map { 1 - ($0 - $1) / m }
    let area = beaten.reduce(0, +) / m
    let error = (Self.variance(beaten) / m + Self.variance(beating) / n).squareRoot()
    let reach = 1.959963984540054 * error
    estimate = Estimate(value: area, lower: max(0, area - reach), upper: min(1, area + reach))
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
