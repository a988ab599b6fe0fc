import Saliency

/// Deletion and insertion: how fast the class goes when the most important pixels are taken away, and how fast it comes
/// when they are put in. (Petsiuk, Das and Saenko, "RISE", BMVC 2018, section 4.1.)
public struct PixelOrderCurves: Sendable, Equatable {
  /// Probability of the target after each step, from the full image to an empty one.
  public var deletion: [Double]
  /// Probability of the target after each step, from a blurred image to the full one.
  public var insertion: [Double]
  public var passes: Int

  /// Area under the curve over the share of pixels treated, by trapezoids: 0...1.
  public var deletionAUC: Double { Self.area(deletion) }
  public var insertionAUC: Double { Self.area(insertion) }

  /// - Parameters:
  ///   - steps: pixels change in this many equal portions (RISE: as many as the image has rows).
  ///   - deleted: what takes the place of deleted pixels (RISE: zero after normalization).
  ///   - start: what insertion starts from (RISE: a blurred image).
  public init(
    of map: SaliencyMap, on input: ModelInput, target: Int, steps: Int = 50, deleted: Fill = .zero,
    start: Fill = .blur(), batch: Int = 32, classify: Classify
  ) throws {
    precondition(map.height == input.height && map.width == input.width)
    let ranking = map.ranking()
    let empty = input.filled(with: deleted)
    let veiled = input.filled(with: start)
    func curve(_ first: ModelInput, towards last: ModelInput) throws -> [Double] {
      var current = first
      var done = 0
      var curve = [Double](repeating: 0, count: steps + 1)
      try input.forEachProbabilities(
        of: steps + 1, batch: batch, classify: classify,
        edit: { step in
          let goal = ranking.count * step / steps
          current.copy(ranking[done..<goal], from: last)
          done = goal
          return current
        }, handle: { step, probabilities in curve[step] = Double(probabilities[target]) })
      return curve
    }
    deletion = try curve(input, towards: empty)
    insertion = try curve(veiled, towards: input)
    passes = 2 * (steps + 1)
  }

  static func area(_ curve: [Double]) -> Double {
    guard curve.count > 1 else { return curve.first ?? 0 }
    var sum = 0.0
    for i in 1..<curve.count { sum += (curve[i - 1] + curve[i]) / 2 }
    return sum / Double(curve.count - 1)
  }
}
