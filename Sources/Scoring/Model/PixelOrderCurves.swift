import Saliency

/// Deletion and insertion: how fast the class goes when the most important pixels are taken away, and how fast it comes
/// when they are put in. (Petsiuk, Das and Saenko, "RISE", BMVC 2018, section 4.1.)
public struct PixelOrderCurves: Sendable, Equatable {
  /// Probability of the target after each step, from the full image to an empty one.
  public var deletion: [Double]
  /// Probability of the target after each step, from an empty image (RISE: a blurred one) to the full one.
  public var insertion: [Double]
  public var passes: Int { deletion.count + insertion.count }

  /// Area under the curve over the share of pixels treated, by trapezoids: 0...1.
  public var deletionAUC: Double { Self.area(deletion) }
  public var insertionAUC: Double { Self.area(insertion) }

  /// - Parameters:
  ///   - steps: pixels change in this many equal portions (RISE: as many as the image has rows).
  ///   - deleted: what takes the place of deleted pixels (RISE: zero after normalization).
  ///   - start: what insertion starts from (RISE: a blurred image).
  public init(
    of map: SaliencyMap, on input: ModelInput, target: Int, steps: Int = 50, deleted: RemovalFill = .zero,
    start: RemovalFill = .blur, batch: Int = 32, classify: @escaping Classify
  ) throws {
    self = try Self.passes(of: map, on: RemovedPixels(input), steps: steps, deleted: deleted, start: start)
      .run(target: target, batch: batch, classify: classify)
  }

  private init(deletion: [Double], insertion: [Double]) {
    self.deletion = deletion
    self.insertion = insertion
  }

  static func passes(
    of map: SaliencyMap, on removed: RemovedPixels, steps: Int, deleted: RemovalFill, start: RemovalFill
  ) -> Passes<Self> {
    precondition(map.height == removed.input.height && map.width == removed.input.width)
    let order = removed.order(of: map)
    func curve(shown: Bool, _ fill: RemovalFill) -> Passes<[Double]> {
      Passes(
        count: steps + 1,
        input: removed.versions(
          order: order, counts: (0...steps).map { order.count * $0 / steps }, shown: shown, fill: fill),
        result: { $0.map(\.probability) })
    }
    return curve(shown: false, deleted).and(curve(shown: true, start))
      .map { Self(deletion: $0, insertion: $1) }
  }

  static func area(_ curve: [Double]) -> Double {
    guard curve.count > 1 else { return curve.first ?? 0 }
    var sum = 0.0
    for i in 1..<curve.count { sum += (curve[i - 1] + curve[i]) / 2 }
    return sum / Double(curve.count - 1)
  }
}
