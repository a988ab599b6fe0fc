/// Which formulas turn model outputs into indices and intervals.
public struct SobolEstimators: Sendable, Codable, Equatable {
  /// First-order and closed indices.
  public enum First: String, Sendable, Codable, CaseIterable {
    /// mean(f(B) (f(AB_i) - f(A))) / V: Saltelli et al., Comput. Phys. Commun. 181 (2010), table 2 (b).
    case saltelli2010 = "saltelli-2010"
    /// The symmetrised correlation of f(B) and f(AB_i): Janon et al., ESAIM: P&S 18 (2014), T_N.
    case janon
  }

  /// Total indices.
  public enum Total: String, Sendable, Codable, CaseIterable {
    /// mean((f(A) - f(AB_i))^2) / (2 V): Jansen, Comput. Phys. Commun. 117 (1999).
    case jansen
    /// 1 - (mean(f(A) f(AB_i)) - f0^2) / V: Homma and Saltelli, Reliab. Eng. Syst. Saf. 52 (1996).
    case hommaSaltelli = "homma-saltelli"
  }

  /// The variance V by which indices are divided.
  public enum Variance: String, Sendable, Codable, CaseIterable {
    /// Of f over the rows of A and B together, divided by their number (as SALib).
    case pooled
    /// Of f over the rows of A, divided by N - 1 (as Xplique).
    case sampleA = "sample-a"
  }

  /// How an interval follows from the bootstrap.
  public enum Interval: String, Sendable, Codable, CaseIterable {
    /// Estimate plus and minus the normal quantile times the standard deviation of the resamples (as SALib).
    case normal
    /// Quantiles of the resamples.
    case percentile
  }

  public var first: First
  public var total: Total
  public var variance: Variance
  /// Subtract the outputs' mean first (as SALib; Xplique does not): it takes out the part of the error of products of
  /// outputs that the mean causes. Without effect on Jansen's and Janon's estimators.
  public var centres: Bool
  /// Bootstrap resamples of the rows; 0 gives no intervals.
  public var resamples: Int
  /// Probability that an interval is to cover the index.
  public var level: Double
  public var interval: Interval

  public init(
    first: First = .saltelli2010, total: Total = .jansen, variance: Variance = .pooled, centres: Bool = true,
    resamples: Int = 100, level: Double = 0.95, interval: Interval = .normal
  ) {
    self.first = first
    self.total = total
    self.variance = variance
    self.centres = centres
    self.resamples = resamples
    self.level = level
    self.interval = interval
  }

  func validate() throws(SobolError) {
    guard resamples == 0 || resamples >= 10 else {
      throw .invalidSetting("resamples", "\(resamples)", "at least 10, or 0 for no intervals")
    }
    guard level > 0, level < 1 else { throw .invalidSetting("level", "\(level)", "between 0 and 1") }
  }
}
