import Saliency

/// Is the mask enough, and is it needed? The model sees the mask's pixels alone (sufficiency), then everything else
/// (necessity); a fill takes the place of hidden pixels. (Carter et al., "What made you do this? Sufficient input
/// subsets", AISTATS 2019; DeYoung et al., ERASER, ACL 2020, section 4.)
public struct MaskTests: Sendable, Equatable {
  public var fill: RemovalFill
  /// The fills that masks are tested with, unless others are asked for.
  public static let fills = [RemovalFill.zero, .mean, .blur]

  /// Probability of the target when only the mask is shown, and whether it is the top class there.
  public var sufficiency: Double
  public var keepsClass: Bool
  /// Probability of the target when the mask is hidden, and whether the class is lost there.
  public var necessity: Double
  public var losesClass: Bool

  /// One result per fill, two passes each.
  public static func run(
    _ mask: PixelMask, on input: ModelInput, target: Int, fills: [RemovalFill] = fills, batch: Int = 32,
    classify: @escaping Classify
  ) throws -> [MaskTests] {
    let removed = RemovedPixels(input)
    return try fills.map {
      try passes(mask, on: removed, target: target, fill: $0).run(target: target, batch: batch, classify: classify)
    }
  }

  static func passes(_ mask: PixelMask, on removed: RemovedPixels, target: Int, fill: RemovalFill) -> Passes<MaskTests>
  {
    let rest = PixelMask(height: mask.height, width: mask.width, bits: mask.bits.map { !$0 })
    return Passes(
      count: 2, input: { try removed.version(keeping: $0 == 0 ? mask : rest, fill: fill) },
      result: { answers in
        MaskTests(
          fill: fill, sufficiency: answers[0].probability, keepsClass: answers[0].first == target,
          necessity: answers[1].probability, losesClass: answers[1].first != target)
      })
  }
}

/// The class with the highest probability; of equals the first.
public func topClass(_ probabilities: [Float]) -> Int {
  var best = 0
  for (i, value) in probabilities.enumerated() where value > probabilities[best] { best = i }
  return best
}
