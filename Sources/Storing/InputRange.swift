/// The values that a network gets, measured on a sample of a job's images after preprocessing.
public struct InputRange: Sendable, Equatable, Codable {
  public var low: Double
  public var high: Double
  /// Standard deviation.
  public var deviation: Double
  /// Share of the values outside of ``usual``.
  public var beyond: Double

  /// What preprocessing in use gives at most: raw levels reach 255, levels minus the means of Caffe's networks -124.
  public static let usual = -130.0...256.0
  /// Levels in [0, 1], the narrowest in use, deviate by 0.2 to 0.3 in photographs, by some 0.05 where nearly all is dark.
  private static let leastDeviation = 0.02

  /// - Returns: nil for no values.
  public init?(_ values: some Collection<Float>) {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    deviation = (values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
    low = Double(values.min() ?? 0)
    high = Double(values.max() ?? 0)
    beyond = Double(values.count { !Self.usual.contains(Double($0)) }) / count
  }

  /// What no network in use is trained on, as the end of a sentence; nil where nothing is odd.
  public var oddity: String? {
    if beyond > 0.05 {
      return "\(Int((100 * beyond).rounded())) % of the values lie outside of the range that networks see"
    }
    // Images that are one colour each are odd in another way.
    return deviation < Self.leastDeviation && deviation > 0
      ? "the values hardly differ from pixel to pixel: they lie closer together than those that networks see" : nil
  }
}
