import Saliency

/// Saliency from a model's outputs alone, by masks that adapt to them (Thakur and Fischmeister, arXiv:2006.09504).
///
/// A chain of masks over a coarse grid: while the target keeps its probability under the mask, cells stay as they are;
/// when it loses it, cells are switched, the more the lower it is. The map is where the masks were on more often than
/// on average. A chain is serial by nature, so several run side by side in one batch, and their spread tells how sure
/// the map is.
public struct AdaptiveMaskSampling: Sendable {
  public var settings: AdaptiveMaskSamplingSettings

  public init(settings: AdaptiveMaskSamplingSettings = .init()) {
    self.settings = settings
  }

  /// Explains one input.
  ///
  /// - Parameters:
  ///   - input: row-major, of `shape`: `[C, H, W]`, `[H, W]` or `[units]`.
  ///   - target: the class whose probability is followed.
  ///   - seed: of the item; the same seed gives the same map whatever the batch size of the scorer.
  /// - Throws: ``MaskSamplingError``, and whatever the scorer throws.
  public func explain(
    input: [Float], shape: [Int], target: Int, scorer: InputScorer, seed: UInt64
  ) throws -> SampledSaliency {
    let sampler = MaskSampler(
      grid: settings.grid, density: settings.density,
      proposal: .adaptive(
        learningRate: settings.learningRate, density: settings.density, chainLength: settings.chainLength),
      weighting: settings.weighting, budget: settings.steps, chains: settings.chains, shift: settings.shift,
      baseline: settings.baseline, stability: settings.stability)
    let (sums, inputShape) = try sampler.sample(input: input, shape: shape, target: target, scorer: scorer, seed: seed)
    return SampledSaliency(sums: sums, inputShape: inputShape) { mean in
      let average = Float(mean.reduce(0) { $0 + Double($1) } / Double(mean.count))
      let excess = mean.map { max(0, $0 - average) }
      guard let highest = excess.max(), highest > 0 else { return excess }
      return excess.map { $0 / highest }
    }
  }
}

/// Saliency from independent random masks, each weighted by the score under it (Petsiuk, Das and Saenko, BMVC 2018).
public struct RISE: Sendable {
  public var settings: RISESettings

  public init(settings: RISESettings = .init()) {
    self.settings = settings
  }

  /// Explains one input; parameters as in ``AdaptiveMaskSampling/explain(input:shape:target:scorer:seed:)``. The map is
  /// the estimate of the target's probability given that a pixel is shown (equation 6 of the paper).
  public func explain(
    input: [Float], shape: [Int], target: Int, scorer: InputScorer, seed: UInt64
  ) throws -> SampledSaliency {
    let sampler = MaskSampler(
      grid: settings.grid, density: settings.density, proposal: .independent(density: settings.density),
      weighting: .score, budget: settings.masks, chains: settings.chains, shift: settings.shift,
      baseline: settings.baseline, stability: settings.stability)
    let (sums, inputShape) = try sampler.sample(input: input, shape: shape, target: target, scorer: scorer, seed: seed)
    return SampledSaliency(sums: sums, inputShape: inputShape) { mean in mean.map { $0 / Float(settings.density) } }
  }
}

extension SampledSaliency {
  /// - Parameter makeMap: makes the method's map of the mean mask.
  init(sums: MaskSums, inputShape: InputShape, makeMap: ([Float]) -> [Float]) {
    let mean = sums.mean(of: 0..<sums.chains)
    let (height, width) = (inputShape.height, inputShape.width)
    let passes = sums.steps * sums.chains
    self.init(
      height: height, width: width, map: makeMap(mean), mean: mean, standardError: sums.standardError(mean: mean),
      passes: passes, stability: sums.halvesCorrelation(inputShape: inputShape), stopped: sums.stopped,
      meanScore: sums.scoreSum / Double(passes))
  }
}
