import Saliency

/// Is the mask enough, and is it needed? The model sees the mask's pixels alone (sufficiency), then everything else
/// (necessity); a fill takes the place of hidden pixels. (Carter et al., "What made you do this? Sufficient input
/// subsets", AISTATS 2019; DeYoung et al., ERASER, ACL 2020, section 4.)
public struct MaskTests: Sendable, Equatable {
  public var fill: Fill
  /// The fills that masks are tested with, and those of them that have a meaning for words.
  public static let fills = [Fill.zero, .mean, .blur()]
  static let fillsOfSentences = [Fill.zero, .mean]

  /// Probability of the target when only the mask is shown, and whether it is the top class there.
  public var sufficiency: Double
  public var keepsClass: Bool
  /// Probability of the target when the mask is hidden, and whether the class is lost there.
  public var necessity: Double
  public var losesClass: Bool

  /// One result per fill, two passes each.
  public static func run(
    _ mask: PixelMask, on input: ModelInput, target: Int, fills: [Fill] = fills, batch: Int = 32,
    classify: Classify
  ) throws -> [MaskTests] {
    let stands = fills.map { input.filled(with: $0) }
    var results: [[Float]] = []
    try input.forEachProbabilities(
      of: 2 * fills.count, batch: batch, classify: classify,
      edit: { i in
        i % 2 == 0 ? input.keeping(mask, over: stands[i / 2]) : stands[i / 2].keeping(mask, over: input)
      }, handle: { results.append($1) })
    return fills.indices.map { i in
      let (shown, hidden) = (results[2 * i], results[2 * i + 1])
      return MaskTests(
        fill: fills[i], sufficiency: Double(shown[target]), keepsClass: topClass(shown) == target,
        necessity: Double(hidden[target]), losesClass: topClass(hidden) != target)
    }
  }
}

/// The class with the highest probability; of equals the first.
public func topClass(_ probabilities: [Float]) -> Int {
  var best = 0
  for (i, value) in probabilities.enumerated() where value > probabilities[best] { best = i }
  return best
}
