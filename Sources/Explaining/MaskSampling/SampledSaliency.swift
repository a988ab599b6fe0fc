/// A saliency map from sampled masks, and how sure it is.
public struct SampledSaliency: Sendable, Equatable {
  public var height: Int
  public var width: Int
  /// The map as its method defines it, row-major: for adaptive sampling `max(0, mean - average) / maximum`, in 0...1;
  /// for RISE the estimate of the score given that the pixel is shown.
  public var map: [Float]
  /// The mean of the (weighted) masks before the map is made of it.
  public var mean: [Float]
  /// Standard error of ``mean``, from the spread between chains. Zero with a single chain.
  public var standardError: [Float]
  /// Forward passes that were used.
  public var passes: Int
  /// Rank correlation between the maps of the even and the odd chains. Nil with a single chain.
  public var stability: Double?
  /// Whether sampling stopped because the map was stable, before the budget was reached.
  public var stopped: Bool
  /// Mean score of the target over all masks.
  public var meanScore: Double

  /// Mean of the standard error over the map, as a share of the range of ``mean``.
  public var relativeError: Double {
    guard let low = mean.min(), let high = mean.max(), high > low else { return 0 }
    return standardError.reduce(0) { $0 + Double($1) } / Double(standardError.count) / Double(high - low)
  }
}
