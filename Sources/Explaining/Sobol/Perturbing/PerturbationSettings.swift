/// What a removed region is replaced by, and how strongly.
public struct PerturbationSettings: Sendable, Codable, Equatable {
  /// The input that shows through where regions are removed.
  ///
  /// Written in a job as `zero`, `mean`, `blur:10`, `value:0.5` (see ``InputBaseline``) or `donor`.
  public enum Baseline: Sendable, Equatable {
    case computed(InputBaseline)
    /// Another input of the data set, given by the caller.
    case donor
  }

  /// Distribution of a region's variable u: 1 keeps the region, 0 replaces it.
  public enum Variable: String, Sendable, Codable, CaseIterable {
    /// Uniform in [0, 1]: a linear blend.
    case continuous
    /// 0 or 1.
    case bernoulli
  }

  public var baseline: Baseline
  public var variable: Variable
  /// Probability of u = 1 of a Bernoulli variable.
  public var keepProbability: Double
  /// Standard deviation in pixels by which the regions' edges are softened; 0 leaves them hard.
  public var edgeSigma: Double

  public init(
    baseline: Baseline = .computed(.mean), variable: Variable = .continuous,
    keepProbability: Double = 0.5, edgeSigma: Double = 0
  ) {
    self.baseline = baseline
    self.variable = variable
    self.keepProbability = keepProbability
    self.edgeSigma = edgeSigma
  }

  func validate() throws(SobolError) {
    guard keepProbability > 0, keepProbability < 1 else {
      throw .invalidSetting("keep-probability", "\(keepProbability)", "between 0 and 1, both excluded")
    }
    guard edgeSigma >= 0 else {
      throw .invalidSetting("edge-sigma", "\(edgeSigma)", "a number of pixels, 0 for hard edges")
    }
  }

  /// The variable's value at a coordinate of the unit cube.
  func variable(at coordinate: Double) -> Double {
    switch variable {
    case .continuous: coordinate
    case .bernoulli: coordinate < keepProbability ? 1 : 0
    }
  }
}

extension PerturbationSettings.Baseline: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .computed(let baseline): baseline.description
    case .donor: "donor"
    }
  }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ text: String) {
    if text == "donor" {
      self = .donor
    } else if let baseline = InputBaseline(text) {
      self = .computed(baseline)
    } else {
      return nil
    }
  }

  public init(from decoder: Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let baseline = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no baseline: write zero, mean, blur:SIGMA, value:NUMBER or donor"
      )
    }
    self = baseline
  }

  public func encode(to encoder: Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
