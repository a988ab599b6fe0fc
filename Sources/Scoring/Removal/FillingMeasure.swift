import Saliency

/// A measure that removes pixels, and can do so under any fill.
public protocol FillingMeasure: Measure {
  /// What stands for removed pixels, one score each; nil is what the measure's authors used, under names without a fill.
  var fills: [RemovalFill]? { get set }

  /// The scores under one fill.
  static func scores(with fill: RemovalFill) -> [ScoreDescription]
}

extension FillingMeasure {
  public var scores: [ScoreDescription] { fills?.flatMap(Self.scores(with:)) ?? Self.scores }

  /// By default the same scores, under names with the fill.
  public static func scores(with fill: RemovalFill) -> [ScoreDescription] { scores.map { $0.filled(with: fill) } }

  /// The fills that have a meaning for an input.
  func fills(for input: ModelInput) -> [RemovalFill]? { Self.fills(fills, for: input) }

  /// Those of some fills that have a meaning for an input.
  static func fills(_ fills: [RemovalFill]?, for input: ModelInput) -> [RemovalFill]? {
    input.isSentence ? fills?.filter(\.servesSentences) : fills
  }

  /// A plan under each fill; without fills the one under what the measure's authors used.
  ///
  /// - Parameter plan: gets the scores to compute, under their names, and the fill.
  func plans(
    for input: ModelInput, usual: RemovalFill, _ plan: ([ScoreDescription], RemovalFill) -> ScorePlan
  ) -> [ScorePlan] {
    fills(for: input)?.map { plan(Self.scores(with: $0), $0) } ?? [plan(Self.scores, usual)]
  }
}
