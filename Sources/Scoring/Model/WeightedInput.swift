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
    _ map: SaliencyMap, on input: ModelInput, target: Int, probability: Double, baseline: Fill = .zero,
    classify: Classify
  ) throws {
    precondition(map.height == input.height && map.width == input.width)
    let low = map.values.min() ?? 0
    let high = map.values.max() ?? 0
    // Point-wise product with the map scaled to 0...1, in the model's input range; the baseline fills what is taken.
    let stand = input.filled(with: baseline)
    var weighted = input
    let plane = input.height * input.width
    for pixel in 0..<plane {
      let weight = high > low ? (map.values[pixel] - low) / (high - low) : 1
      for channel in 0..<input.channels {
        let i = channel * plane + pixel
        weighted.values[i] = weight * input.values[i] + (1 - weight) * stand.values[i]
      }
    }
    var seen = 0.0
    try input.forEachProbabilities(
      of: 1, batch: 1, classify: classify, edit: { _ in weighted }, handle: { seen = Double($1[target]) })
    drop = probability > 0 ? max(0, probability - seen) / probability : 0
    increases = seen > probability
  }
}
