import MaskSolving

/// Settings of SMUG (Sahoo et al., arXiv:2006.16322).
///
/// The defaults were chosen on photos through two ImageNet networks, of which one has a positive bias in most channels
/// (docs/first-layers.md): their masks keep about the share of a photo that the paper's settings do on the other one.
public struct SMUGSettings: Sendable, Codable, Equatable {
  /// How first-layer neurons are ranked before the top `k` are constrained.
  public enum Ranking: String, Sendable, Codable, CaseIterable {
    /// Integrated gradients of the target's probability with respect to the first activation, signed.
    case integratedGradients = "ig"
    /// Integrated gradients averaged over the activations of a black and a white image as baselines.
    case blackWhiteIntegratedGradients = "ig-black-white"
    /// The neuron's value before its activation function.
    case activation
    /// The gradient of the target's probability with respect to the first activation.
    case gradient
    /// The same gradient at the Gaussian-blurred input (sigma 3 pixels, zero padding).
    case blurredGradient = "blurred-gradient"
  }

  /// What a mask must keep of a neuron.
  public enum Evidence: String, Sendable, Codable, CaseIterable {
    /// More than `gamma` times its value before the activation function: the paper's. A neuron with a positive bias may
    /// have that with everything hidden, and then asks for nothing.
    case value
    /// More than `gamma` times its change from the fully hidden input, in the direction of that change; attributions
    /// start at the hidden input's activations. A neuron always asks for something.
    case change
  }

  /// How a pixel's score follows from the kept neurons whose receptive field covers it.
  public enum Combination: String, Sendable, Codable, CaseIterable {
    case max
    case sum
  }

  /// Number of top-ranked neurons to consider; those without evidence to keep are dropped afterwards. More than
  /// there are means all.
  public var k: Int
  /// Share of a neuron's evidence that the mask must keep, in [0, 1); the inequality is strict.
  public var gamma: Double
  public var evidence: Evidence
  /// Side of a window in pixels.
  public var window: Int
  /// What a hidden pixel is, in the units of the network's input: one number for all channels, or one for each.
  public var hidden: [Float]
  public var ranking: Ranking
  public var objective: MaskObjective
  public var combination: Combination
  /// How the mask is proven minimal.
  public var prover: MaskProver
  /// Masks to find, the cheapest first; further ones only where the first is proven minimal.
  public var masks: Int
  /// What makes a further mask another one.
  public var distinct: MaskDistinction
  /// Whether to tell which windows every, some or no smallest mask keeps.
  public var optima: Bool
  /// Whether to write down a proof of the first mask's bound that can be checked without the solver.
  public var certificates: Bool
  /// Limit of the mask search in seconds, afterwards the best mask found is kept; nil is none. Further masks, and the
  /// windows of all smallest ones, get as much again each.
  public var timeLimit: Double?

  public static let defaultK = 1000
  /// Of sentences: the few hundred neurons that fire for one would together keep every word.
  public static let defaultKOfSentences = 20
  public static let defaultWindow = 4
  /// Most masks take milliseconds: no single one shall hold up a sweep.
  public static let defaultTimeLimit = 60.0

  public init(
    k: Int = defaultK, gamma: Double = 0.5, evidence: Evidence = .change, window: Int = defaultWindow,
    hidden: [Float] = [0], ranking: Ranking = .integratedGradients, objective: MaskObjective = .pixels,
    combination: Combination = .max, prover: MaskProver = .search, masks: Int = 1,
    distinct: MaskDistinction = .minimal, optima: Bool = false, certificates: Bool = false,
    timeLimit: Double? = defaultTimeLimit
  ) {
    self.k = k
    self.gamma = gamma
    self.evidence = evidence
    self.window = window
    self.hidden = hidden
    self.ranking = ranking
    self.objective = objective
    self.combination = combination
    self.prover = prover
    self.masks = masks
    self.distinct = distinct
    self.optima = optima
    self.certificates = certificates
    self.timeLimit = timeLimit
  }

  /// Refuses values for which the method is not defined.
  public func validate() throws(SMUGError) {
    guard k >= 1 else { throw .invalidSetting("k", "\(k)", "at least 1") }
    guard masks >= 1 else { throw .invalidSetting("masks", "\(masks)", "at least 1") }
    guard gamma >= 0, gamma < 1 else {
      throw .invalidSetting(
        "gamma", "\(gamma)", "in [0, 1): at 1 a mask would have to exceed the neuron's own value")
    }
    guard !hidden.isEmpty, hidden.allSatisfy(\.isFinite) else {
      throw .invalidSetting("hidden", "\(hidden)", "numbers in single precision, one or one for each channel")
    }
    guard window >= 1 else { throw .invalidSetting("window", "\(window)", "at least 1 pixel") }
    if let timeLimit, !(timeLimit > 0) {
      throw .invalidSetting("time-limit", "\(timeLimit)", "a positive number of seconds")
    }
  }

  /// The image with everything hidden.
  ///
  /// - Parameters:
  ///   - count: values of the network's input.
  ///   - pixels: pixels of each of its channels.
  func hiddenImage(count: Int, pixels: Int) throws(SMUGError) -> [Float] {
    let channels = count / max(1, pixels)
    guard hidden.count == 1 || hidden.count == channels else {
      throw .hiddenChannels(given: hidden.count, channels: channels)
    }
    return (0..<count).map { hidden.count == 1 ? hidden[0] : hidden[$0 / pixels] }
  }
}
