import Saliency

/// What a removed region is replaced by, and how strongly.
public struct PerturbationSettings: Sendable, Codable, Equatable {
  /// The input that shows through where regions are removed.
  ///
  /// Written in a job as a ``Fill`` or as `donor`.
  public enum Replacement: Sendable, Equatable {
    case fill(Fill)
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

  public var baseline: Replacement
  public var variable: Variable
  /// Probability of u = 1 of a Bernoulli variable.
  public var keepProbability: Double
  /// Standard deviation in pixels by which the regions' edges are softened; 0 leaves them hard.
  public var edgeSigma: Double

  public init(
    baseline: Replacement = .fill(.mean), variable: Variable = .continuous,
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
    guard edgeSigma >= 0, edgeSigma < 1000 else {
      throw .invalidSetting("edge-sigma", "\(edgeSigma)", "a number of pixels below 1000, 0 for hard edges")
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

extension PerturbationSettings.Replacement: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .fill(let fill): fill.description
    case .donor: "donor"
    }
  }

  /// The spellings, for messages.
  public static let spellings = "donor, \(Fill.spellings)"

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ text: String) {
    if text == "donor" {
      self = .donor
    } else if let fill = Fill(text) {
      self = .fill(fill)
    } else {
      return nil
    }
  }

  public init(from decoder: Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let replacement = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' does not say what replaces a region: write \(Self.spellings)")
    }
    self = replacement
  }

  public func encode(to encoder: Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
