import Saliency

/// Settings of variations of the salient region.
public struct VariationSettings: Sendable, Codable, Equatable {
  /// Share of the pixels, from the top of a saliency map, that is varied where a method gives a map; a mask is varied
  /// as it is.
  public var share: Double
  /// Searches per input, each from its own random latent vector.
  public var restarts: Int
  /// Steps of Adam per search.
  public var iterations: Int
  /// Adam's step size, in standard deviations of the latent vector.
  public var learningRate: Double
  /// Weight of half the squared length of the latent vector against half the summed squared error on the kept pixels:
  /// the variance of a kept pixel about the generator's image, in squared units of the model's input.
  public var priorWeight: Double
  /// How far the searches are driven apart. At 0 all look for the most likely completion. At 1 every search but the
  /// first has its data and prior displaced by noise of their own variances, which draws completions from the posterior
  /// (exactly so for a linear generator).
  public var perturbation: Double
  /// Width in pixels of the seam around the region over which generated and original image are mixed; 0 cuts hard.
  public var feather: Double
  /// Least distance of a kept variation from the original and from the other kept ones, inside the region: root mean
  /// square as a share of the range of the input's values.
  public var minimumDistance: Double
  /// The most variations that are kept.
  public var keep: Int
  /// What the removed region is filled with when the model is asked what it does without it.
  public var baseline: Fill

  public init(
    share: Double = 0.2, restarts: Int = 8, iterations: Int = 150, learningRate: Double = 0.1,
    priorWeight: Double = 0.1, perturbation: Double = 1, feather: Double = 0, minimumDistance: Double = 0.05,
    keep: Int = 6, baseline: Fill = .zero
  ) {
    self.share = share
    self.restarts = restarts
    self.iterations = iterations
    self.learningRate = learningRate
    self.priorWeight = priorWeight
    self.perturbation = perturbation
    self.feather = feather
    self.minimumDistance = minimumDistance
    self.keep = keep
    self.baseline = baseline
  }

  /// - Throws: ``VariationError/setting(name:reason:)`` for the first value out of range.
  public func validate() throws(VariationError) {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws(VariationError) {
      if !condition { throw .setting(name: name, reason: reason) }
    }
    try require(share > 0 && share < 1, "share", "must lie between 0 and 1, not \(share)")
    try require((1...10_000).contains(restarts), "restarts", "must be 1 to 10000, not \(restarts)")
    try require((1...100_000).contains(iterations), "iterations", "must be 1 to 100000, not \(iterations)")
    try require(learningRate > 0 && learningRate.isFinite, "learning-rate", "must be above 0, not \(learningRate)")
    try require(priorWeight >= 0 && priorWeight.isFinite, "prior-weight", "must not be negative, not \(priorWeight)")
    try require(perturbation >= 0 && perturbation.isFinite, "perturbation", "must not be negative, not \(perturbation)")
    try require(feather >= 0 && feather <= 64, "feather", "must be 0 to 64 pixels, not \(feather)")
    try require(
      minimumDistance >= 0 && minimumDistance.isFinite, "minimum-distance",
      "must not be negative, not \(minimumDistance)")
    try require(keep >= 0, "keep", "must not be negative, not \(keep)")
  }
}
