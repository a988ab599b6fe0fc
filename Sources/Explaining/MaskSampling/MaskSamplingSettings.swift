import Saliency

/// Settings of adaptive mask sampling (Thakur and Fischmeister, "A generalizable saliency map-based interpretation of
/// model outcome", arXiv:2006.09504, section 3).
public struct AdaptiveMaskSamplingSettings: Sendable, Codable, Equatable {
  /// Cells along each side of the grid that is enlarged to a mask.
  public var grid: Int
  /// Probability that a cell is on at first.
  public var density: Double
  /// Share of the change of the score by which a cell that has just been switched on is damped.
  public var learningRate: Double
  /// Forward passes in all, shared out evenly over the chains.
  public var steps: Int
  /// Chains side by side. The result depends on their number, not on how they are put into batches.
  public var chains: Int
  /// Steps after which a chain begins anew with random cells; nil lets it run on, as the authors do. A chain whose target
  /// is almost certain hardly moves any more, so that more beginnings say more than longer chains.
  public var chainLength: Int?
  /// Whether each mask counts by its score: the authors' text says so and it measures better; their program does not.
  public var weighting: MaskWeighting
  /// Shift each mask at random by less than a cell.
  public var shift: Bool
  /// What stands where the mask hides the input.
  public var baseline: Fill
  /// Stop when the rank correlation between the maps of the two halves of the chains reaches this twice in a row. Nil
  /// uses the whole budget.
  public var stability: Double?

  public init(
    grid: Int = 8, density: Double = 0.3, learningRate: Double = 0.02, steps: Int = 5000, chains: Int = 16,
    chainLength: Int? = nil, weighting: MaskWeighting = .score, shift: Bool = true, baseline: Fill = .zero,
    stability: Double? = 0.95
  ) {
    self.grid = grid
    self.density = density
    self.chainLength = chainLength
    self.learningRate = learningRate
    self.steps = steps
    self.chains = chains
    self.weighting = weighting
    self.shift = shift
    self.baseline = baseline
    self.stability = stability
  }
}

/// How much a sampled mask counts in the map.
public enum MaskWeighting: String, Sendable, Codable, CaseIterable {
  /// Every mask counts the same.
  case none
  /// A mask counts by the score of the target under it.
  case score
}

/// Settings of RISE (Petsiuk, Das and Saenko, BMVC 2018); the defaults are the paper's.
public struct RISESettings: Sendable, Codable, Equatable {
  /// Cells along each side of the grid.
  public var grid: Int
  /// Probability that a cell is on.
  public var density: Double
  /// Number of masks, which is the number of forward passes.
  public var masks: Int
  /// Sequences of masks drawn side by side; their spread gives the standard error.
  public var chains: Int
  public var shift: Bool
  public var baseline: Fill
  /// As ``AdaptiveMaskSamplingSettings/stability``.
  public var stability: Double?

  public init(
    grid: Int = 7, density: Double = 0.5, masks: Int = 4000, chains: Int = 16, shift: Bool = true,
    baseline: Fill = .zero, stability: Double? = 0.95
  ) {
    self.grid = grid
    self.density = density
    self.masks = masks
    self.chains = chains
    self.shift = shift
    self.baseline = baseline
    self.stability = stability
  }
}

/// What went wrong while masks were sampled.
public enum MaskSamplingError: Error, Equatable, CustomStringConvertible {
  case setting(name: String, reason: String)
  case unsupportedShape([Int])
  case inputCount(expected: Int, actual: Int)
  case target(Int, classes: Int)
  case notFinite(step: Int)

  public var description: String {
    switch self {
    case .setting(let name, let reason): "setting '\(name)': \(reason)"
    case .unsupportedShape(let shape):
      "masks can be laid over images (C x H x W) and rows of units, not over an input of shape \(shape)"
    case .inputCount(let expected, let actual): "the model's input has \(expected) values, this one \(actual)"
    case .target(let target, let classes): "class \(target) does not exist: the model has \(classes) classes"
    case .notFinite(let step): "the model's score of a masked input is not a number (step \(step))"
    }
  }
}
