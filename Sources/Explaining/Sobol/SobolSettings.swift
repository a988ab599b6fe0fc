/// Settings of a Sobol analysis of an input's regions; see ``SobolAnalysis``.
public struct SobolSettings: Sendable, Codable, Equatable {
  /// What is decomposed.
  public enum Output: String, Sendable, Codable, CaseIterable {
    /// Softmax probability of the target.
    case probability
    /// The target's score before the softmax.
    case logit
    /// log(p / (1 - p)), computed from the logits.
    case logOdds = "log-odds"
  }

  /// Further indices of pairs of regions.
  public struct Pairs: Sendable, Codable, Equatable {
    /// All pairs among this many regions, those with the largest total indices; 0 is none.
    public var top: Int
    /// Pairs by name of region.
    public var named: [[String]]

    public init(top: Int = 0, named: [[String]] = []) {
      self.top = top
      self.named = named
    }
  }

  /// Doubling of the rows until the intervals are narrow enough.
  public struct Adaptive: Sendable, Codable, Equatable {
    /// Largest width of the intervals of the first and total indices looked at.
    public var tolerance: Double
    /// How many regions are looked at: those with the largest total indices.
    public var largest: Int
    /// Budget in model evaluations as planned, N (d + 2) and the groups; a doubling beyond it is not begun.
    public var maximumPasses: Int

    public init(tolerance: Double = 0.1, largest: Int = 5, maximumPasses: Int = 100_000) {
      self.tolerance = tolerance
      self.largest = largest
      self.maximumPasses = maximumPasses
    }
  }

  /// N: rows of the sample matrices, a power of two; with ``adaptive``, where it starts.
  public var rows: Int
  public var sampling: SobolSampling
  public var scrambling: SobolScrambling
  public var seed: UInt64
  public var output: Output
  public var perturbation: PerturbationSettings
  public var estimators: SobolEstimators
  public var pairs: Pairs
  public var adaptive: Adaptive?

  public init(
    rows: Int = 64, sampling: SobolSampling = .sobol, scrambling: SobolScrambling = .owen, seed: UInt64 = 1,
    output: Output = .probability, perturbation: PerturbationSettings = .init(), estimators: SobolEstimators = .init(),
    pairs: Pairs = .init(), adaptive: Adaptive? = nil
  ) {
    self.rows = rows
    self.sampling = sampling
    self.scrambling = scrambling
    self.seed = seed
    self.output = output
    self.perturbation = perturbation
    self.estimators = estimators
    self.pairs = pairs
    self.adaptive = adaptive
  }

  /// Refuses values for which the method is not defined.
  public func validate() throws(SobolError) {
    guard rows >= 4, rows & (rows - 1) == 0 else {
      throw .invalidSetting("rows", "\(rows)", "a power of two, at least 4: the point sets are balanced only then")
    }
    guard pairs.top >= 0 else { throw .invalidSetting("pairs.top", "\(pairs.top)", "0 or more") }
    guard pairs.named.allSatisfy({ $0.count == 2 && $0[0] != $0[1] }) else {
      throw .invalidSetting("pairs.named", "\(pairs.named)", "a list of pairs of different region names")
    }
    if let adaptive {
      guard adaptive.tolerance > 0 else {
        throw .invalidSetting("adaptive.tolerance", "\(adaptive.tolerance)", "a positive width")
      }
      guard adaptive.largest >= 1 else {
        throw .invalidSetting("adaptive.largest", "\(adaptive.largest)", "at least 1 region")
      }
    }
    try perturbation.validate()
    try estimators.validate()
  }
}

/// Why a Sobol analysis is not possible.
public enum SobolError: Error, Equatable, CustomStringConvertible {
  case invalidSetting(_ name: String, _ value: String, _ expected: String)
  /// Input, regions, donor and settings do not fit together.
  case mismatch(String)
  case tooManyRegions(Int, limit: Int)
  case unknownRegion(String)
  case notFinite(row: Int)

  public var description: String {
    switch self {
    case .invalidSetting(let name, let value, let expected): "\(name) is \(value), but must be \(expected)"
    case .mismatch(let what): what
    case .tooManyRegions(let count, let limit):
      "\(count) regions are too many: direction numbers are at hand for \(limit); use a coarser grid or fewer superpixels"
    case .unknownRegion(let name): "there is no region called \(name)"
    case .notFinite(let row):
      "the model's output is not a finite number for the perturbed input of row \(row); try output: probability"
    }
  }
}
