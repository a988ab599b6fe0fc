import Saliency

/// `mask-tests`: is a mask enough, and is it needed?
public struct MaskTestScores: Measure {
  public static let key = "mask-tests"
  public static let scores = MaskTests.fills.flatMap { [sufficiency($0), kept($0), necessity($0), lost($0)] }

  public init() {}

  public static func sufficiency(_ fill: Fill) -> ScoreDescription {
    score(
      "sufficiency", fill, name: "Sufficiency", .higher, passes: 1,
      explanation: "Probability when only the mask is shown, the rest being \(fill).",
      source: "Carter et al., 2019")
  }

  public static func kept(_ fill: Fill) -> ScoreDescription {
    score(
      "kept", fill, name: "Class kept", .higher,
      explanation: "Share whose class stays when only the mask is shown, the rest being \(fill).",
      source: "Carter et al., 2019")
  }

  static func necessity(_ fill: Fill) -> ScoreDescription {
    score(
      "necessity", fill, name: "Left without mask", .lower, passes: 1,
      explanation: "Probability when the mask is taken away and replaced by \(fill).",
      source: "DeYoung et al., ERASER, 2020")
  }

  static func lost(_ fill: Fill) -> ScoreDescription {
    score(
      "lost", fill, name: "Class lost", .higher,
      explanation: "Share whose class goes when the mask is taken away and replaced by \(fill).",
      source: "DeYoung et al., ERASER, 2020")
  }

  private static func score(
    _ key: String, _ fill: Fill, name: String, _ direction: ScoreDescription.Direction, passes: Int = 0,
    explanation: String, source: String
  ) -> ScoreDescription {
    ScoreDescription(
      key: "\(key)-\(fill)", name: "\(name) (\(fill))", family: .faithfulness,
      direction: direction, subjects: [.mask], servesSentences: MaskTests.fillsOfSentences.contains(fill), rank: 400,
      passes: passes,
      explanation: explanation, source: source)
  }

  public func scores(of mask: PixelMask, for item: ScoredItem) throws -> [NamedValue] {
    try MaskTests.run(
      mask, on: item.input, target: item.target,
      fills: item.input.isSentence ? MaskTests.fillsOfSentences : MaskTests.fills, batch: item.batch,
      classify: item.classify
    ).flatMap { test in
      [
        NamedValue(Self.sufficiency(test.fill).key, test.sufficiency),
        NamedValue(Self.kept(test.fill).key, test.keepsClass ? 1 : 0),
        NamedValue(Self.necessity(test.fill).key, test.necessity),
        NamedValue(Self.lost(test.fill).key, test.losesClass ? 1 : 0),
      ]
    }
  }
}
