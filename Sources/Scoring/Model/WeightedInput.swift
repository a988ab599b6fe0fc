import Reproducibility
import Saliency

/// What the model says of the image weighted by the map: average drop and increase in confidence. (Chattopadhay et
/// al., "Grad-CAM++", WACV 2018, section 4.1.1.) The mean of `drop` over a data set is its average drop, the mean of
/// `increases` its increase in confidence.
public struct WeightedInput: Sendable, Equatable {
  /// `max(0, p - p_weighted) / p`, in 0...1.
  public var drop: Double
  public var increases: Bool

  /// One pass.
  ///
  /// - Parameter probability: of the target on the whole image.
  public init(
    _ map: SaliencyMap, on input: ModelInput, target: Int, probability: Double, fill: RemovalFill = .zero,
    classify: @escaping Classify
  ) throws {
    self = try Self.passes(map, on: RemovedPixels(input), probability: probability, fill: fill, seed: 1)
      .run(target: target, batch: 1, classify: classify)
  }

  private init(probability: Double, seen: Double) {
    drop = probability > 0 ? max(0, probability - seen) / probability : 0
    increases = seen > probability
  }

  static func passes(
    _ map: SaliencyMap, on removed: RemovedPixels, probability: Double, fill: RemovalFill, seed: UInt64
  ) -> Passes<Self> {
    precondition(map.height == removed.input.height && map.width == removed.input.width)
    return Passes(count: 1, input: { _ in try weighted(by: map, removed, fill, seed: seed) }) {
      WeightedInput(probability: probability, seen: $0[0].probability)
    }
  }

  /// The map scaled to 0...1; 1 everywhere where it does not vary.
  private static func weights(_ map: SaliencyMap) -> [Float] {
    let low = map.values.min() ?? 0
    let high = map.values.max() ?? 0
    return map.values.map { high > low ? ($0 - low) / (high - low) : 1 }
  }

  /// Point-wise product with the weights, in the model's input range; the fill takes what is left of 1. Imputation knows no
  /// half pixels: each is kept with the chance of its weight.
  private static func weighted(
    by map: SaliencyMap, _ removed: RemovedPixels, _ fill: RemovalFill, seed: UInt64
  ) throws -> ModelInput {
    let weights = weights(map)
    if fill == .road {
      var generator = SeededGenerator(seed: seed, stream: 0xd209)
      let kept = weights.map { Float(generator.unit()) < $0 }
      return try removed.version(keeping: PixelMask(height: map.height, width: map.width, bits: kept), fill: fill)
    }
    let stand = try removed.stand(fill)
    var weighted = removed.input
    let plane = weights.count
    for channel in 0..<weighted.channels {
      for (pixel, weight) in weights.enumerated() {
        let i = channel * plane + pixel
        weighted.values[i] = weight * weighted.values[i] + (1 - weight) * stand.values[i]
      }
    }
    return weighted
  }
}
