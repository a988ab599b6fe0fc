/// An estimated index with its bootstrap interval. Nothing is clipped: estimates can be negative or exceed 1.
public struct SobolEstimate: Sendable, Codable, Equatable {
  public var value: Double
  /// Standard deviation of the bootstrap resamples; 0 without a bootstrap.
  public var standardError: Double
  public var lower: Double
  public var upper: Double

  public init(value: Double, standardError: Double, lower: Double, upper: Double) {
    self.value = value
    self.standardError = standardError
    self.lower = lower
    self.upper = upper
  }

  public var width: Double { upper - lower }
}

/// All indices of one set of outputs.
public struct SobolIndices: Sendable, Equatable {
  /// First-order index of each region: the share of the variance that it explains alone.
  public var first: [SobolEstimate]
  /// Total index of each region: the share that would be left if all others were fixed.
  public var total: [SobolEstimate]
  /// Total less first-order index: what a region does only together with others.
  public var interaction: [SobolEstimate]
  /// Closed index of each group: what its regions explain, alone and among each other.
  public var groupClosed: [SobolEstimate]
  /// Total index of each group.
  public var groupTotal: [SobolEstimate]
  /// Second-order index of each chosen pair.
  public var pairs: [SobolEstimate]
  /// Sum of the first-order indices; 1 for an additive model.
  public var firstSum: SobolEstimate
  /// Sum of the total indices; 1 for an additive model.
  public var totalSum: SobolEstimate
  /// The interaction share: sum over regions of total less first-order index. An interaction of k regions counts k times.
  public var interactionShare: SobolEstimate
  /// 1 less ``firstSum``: the share of the variance that no region explains alone.
  public var nonAdditiveShare: SobolEstimate
  /// Mean of the outputs on A and B.
  public var mean: Double
  /// Variance of the outputs by which the indices were divided.
  public var variance: Double
  /// All outputs are equal up to rounding, so that there is nothing to explain and every index is 0.
  public var isConstant: Bool
}
