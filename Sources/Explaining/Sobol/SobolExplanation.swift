/// What a Sobol analysis says about one input.
public struct SobolExplanation: Sendable, Equatable {
  /// Indices of one region.
  public struct Region: Sendable, Equatable {
    public var name: String
    /// Number of its pixels or tokens.
    public var positions: Int
    public var first: SobolEstimate
    public var total: SobolEstimate
    /// Total less first order, with an interval of its own.
    public var interaction: SobolEstimate
  }

  /// Indices of a named group of regions.
  public struct Group: Sendable, Equatable {
    public var name: String
    /// Its parts, indices into ``SobolExplanation/regions``.
    public var regions: [Int]
    public var positions: Int
    /// What the group explains without the rest: its parts' first orders and all interactions among them.
    public var closed: SobolEstimate
    /// The closed index and all interactions with the rest.
    public var total: SobolEstimate
  }

  /// Second-order index of a pair: what two regions do only together, beyond what each does alone.
  public struct Pair: Sendable, Equatable {
    public var first: Int
    public var second: Int
    public var index: SobolEstimate
  }

  /// The class whose output was decomposed.
  public var target: Int
  public var output: SobolSettings.Output
  /// Output for the input as it is, and with every region replaced.
  public var originalOutput: Double
  public var replacedOutput: Double
  /// Mean and variance of the output over the perturbations.
  public var mean: Double
  public var variance: Double
  /// The output does not depend on the regions at all: every index is 0 and means nothing.
  public var isConstant: Bool
  public var regions: [Region]
  public var groups: [Group]
  public var pairs: [Pair]
  /// Sums over the regions; see ``SobolIndices``.
  public var firstSum: SobolEstimate
  public var totalSum: SobolEstimate
  public var interactionShare: SobolEstimate
  public var nonAdditiveShare: SobolEstimate
  /// N, after any doubling.
  public var rows: Int
  /// Model evaluations that the design has, N (d + 2) and the groups' and pairs', and how many distinct ones were run.
  public var plannedPasses: Int
  public var passes: Int
  /// With `adaptive`: were the intervals narrow enough within the budget? Nil without.
  public var converged: Bool?

  /// Indices of the regions by decreasing total index.
  public var ranking: [Int] {
    regions.indices.sorted { regions[$0].total.value > regions[$1].total.value }
  }
}

/// An estimate that no true index can have, because the sample is finite.
public struct SobolAnomaly: Sendable, Equatable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case negativeFirstOrder = "negative-first-order"
    case firstAboveTotal = "first-above-total"
    case totalAboveOne = "total-above-1"
    case firstSumAboveOne = "first-sum-above-1"
  }

  public var kind: Kind
  /// The region, or nil for a sum.
  public var region: Int?
  /// Does the interval reach values that are possible? If not, the rows are too few or the estimator unfit.
  public var isWithinInterval: Bool
}

extension SobolExplanation {
  /// Every impossible estimate; none is corrected anywhere.
  public var anomalies: [SobolAnomaly] {
    var anomalies: [SobolAnomaly] = []
    for (index, region) in regions.enumerated() {
      if region.first.value < 0 {
        anomalies.append(.init(kind: .negativeFirstOrder, region: index, isWithinInterval: region.first.upper >= 0))
      }
      if region.interaction.value < 0 {
        anomalies.append(.init(kind: .firstAboveTotal, region: index, isWithinInterval: region.interaction.upper >= 0))
      }
      if region.total.value > 1 {
        anomalies.append(.init(kind: .totalAboveOne, region: index, isWithinInterval: region.total.lower <= 1))
      }
    }
    if firstSum.value > 1 {
      anomalies.append(.init(kind: .firstSumAboveOne, region: nil, isWithinInterval: firstSum.lower <= 1))
    }
    return anomalies
  }
}
