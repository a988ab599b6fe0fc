import Saliency

/// `mask-tests`: is a mask enough, and is it needed?
public struct MaskTestScores: FillingMeasure {
  public static let key = "mask-tests"
  public static let scores = MaskTests.fills.flatMap(scores(with:))

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] {
    [sufficiency(fill), kept(fill), necessity(fill), lost(fill)]
  }

  public var fills: [RemovalFill]?

  public init() {}

  public static func sufficiency(_ fill: RemovalFill) -> ScoreDescription {
    score(
      "sufficiency", fill, name: "Sufficiency", .higher, passes: 1,
      explanation: "Probability when only the mask is shown, the rest being \(fill).",
      source: "Carter et al., 2019")
  }

  public static func kept(_ fill: RemovalFill) -> ScoreDescription {
    score(
      "kept", fill, name: "Class kept", .higher,
      explanation: "Share whose class stays when only the mask is shown, the rest being \(fill).",
      source: "Carter et al., 2019")
  }

  static func necessity(_ fill: RemovalFill) -> ScoreDescription {
    score(
      "necessity", fill, name: "Left without mask", .lower, passes: 1,
      explanation: "Probability when the mask is taken away and replaced by \(fill).",
      source: "DeYoung et al., ERASER, 2020")
  }

  static func lost(_ fill: RemovalFill) -> ScoreDescription {
    score(
      "lost", fill, name: "Class lost", .higher,
      explanation: "Share whose class goes when the mask is taken away and replaced by \(fill).",
      source: "DeYoung et al., ERASER, 2020")
  }

  private static func score(
    _ key: String, _ fill: RemovalFill, name: String, _ direction: ScoreDescription.Direction, passes: Int = 0,
    explanation: String, source: String
  ) -> ScoreDescription {
    ScoreDescription(
      key: key, name: name, family: .faithfulness, direction: direction, subjects: [.mask], rank: 400, passes: passes,
      explanation: explanation, source: source
    ).filled(with: fill)
  }

  public func plans(of mask: PixelMask, for item: ScoredItem) -> [ScorePlan] {
    let fills = Self.fills(fills ?? MaskTests.fills, for: item.input) ?? []
    return fills.map { fill in
      let keys = Self.scores(with: fill).map(\.key)
      return MaskTests.passes(mask, on: item.removed, target: item.target, fill: fill).map { test in
        zip(keys, [test.sufficiency, test.keepsClass ? 1 : 0, test.necessity, test.losesClass ? 1 : 0])
          .map { NamedValue($0, $1) }
      }
    }
  }
}
