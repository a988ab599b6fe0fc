import Saliency

/// Deletion and insertion: how fast the class goes when the most important pixels are taken away, and how fast it comes
/// when they are put in. (Petsiuk, Das and Saenko, "RISE", BMVC 2018, section 4.1.)
public struct PixelOrderCurves: Sendable, Equatable {
  /// The share of the pixels that is treated at each step of both curves, from 0 to 1.
  public var shares: [Double]
  /// Probability of the target after each step, from the full image to an empty one.
  public var deletion: [Double]
  /// Probability of the target after each step, from an empty image (RISE: a blurred one) to the full one.
  public var insertion: [Double]
  public var passes: Int { deletion.count + insertion.count }

  /// Area under the curve over the share of pixels treated, by trapezoids: 0...1.
  public var deletionAUC: Double { Self.area(deletion, over: shares) }
  public var insertionAUC: Double { Self.area(insertion, over: shares) }

  /// - Parameters:
  ///   - steps: pixels change in this many equal portions (RISE: as many as the image has rows).
  ///   - deleted: what takes the place of deleted pixels (RISE: zero after normalization).
  ///   - start: what insertion starts from (RISE: a blurred image).
  public init(
    of map: SaliencyMap, on input: ModelInput, target: Int, steps: Int = 50, deleted: RemovalFill = .zero,
    start: RemovalFill = .blur, batch: Int = 32, classify: @escaping Classify
  ) throws {
    self = try Self.passes(of: map, on: RemovedPixels(input), steps: .equal(steps), deleted: deleted, start: start)
      .run(target: target, batch: batch, classify: classify)
  }

  private init(shares: [Double], deletion: [Double], insertion: [Double]) {
    self.shares = shares
    self.deletion = deletion
    self.insertion = insertion
  }

  static func passes(
    of map: SaliencyMap, on removed: RemovedPixels, steps: CurveSteps, deleted: RemovalFill, start: RemovalFill
  ) -> Passes<Self> {
    precondition(map.height == removed.input.height && map.width == removed.input.width)
    let order = removed.order(of: map)
    func curve(shown: Bool, _ fill: RemovalFill) -> Passes<[Double]> {
      removed.passes(
        order: order, counts: steps.counts(of: order.pixels.count, shown: shown), shown: shown, fill: fill
      ).map { $0.map(\.probability) }
    }
    return curve(shown: false, deleted).and(curve(shown: true, start))
      .map { Self(shares: steps.shares, deletion: $0, insertion: $1) }
  }

  /// By trapezoids.
  static func area(_ curve: [Double], over shares: [Double]) -> Double {
    guard curve.count > 1 else { return curve.first ?? 0 }
    var sum = 0.0
    for i in 1..<curve.count { sum += (curve[i - 1] + curve[i]) / 2 * (shares[i] - shares[i - 1]) }
    return sum
  }
}
