import Saliency

/// Runs the chosen measures on an item's explanations and names the results as records do: `SUBJECT.SCORE`, where the
/// subject is the map's name, or `mask` for a mask.
public struct ExplanationScorer: Sendable {
  public var measures: [any Measure]

  /// - Parameter measures: by default those that cost no passes through the model.
  public init(_ measures: [any Measure] = [GroundTruthAgreement(), MapForm()]) { self.measures = measures }

  /// Every measure there is, with its usual settings.
  public static var everything: ExplanationScorer { ExplanationScorer(MeasureRegistry.all.map { $0.init() }) }

  /// All that stands for the pixels that measures remove; nil is what each measure's authors used.
  public var fills: [RemovalFill]? {
    let fills = measures.compactMap { ($0 as? any FillingMeasure)?.fills }
    return fills.isEmpty ? nil : fills.flatMap(\.self).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Gives all measures these fills that have none of their own.
  public mutating func fill(with fills: [RemovalFill]) {
    measures = measures.map { measure in
      guard var filling = measure as? any FillingMeasure, filling.fills == nil else { return measure }
      filling.fills = fills
      return filling
    }
  }

  /// The scores that it computes.
  public var scores: [ScoreDescription] { measures.flatMap { $0.scores } }

  /// Scores of the map called `name`, to be run.
  ///
  /// - Parameter explain: makes the method's map of another input; without it stability is left out.
  public func plans(
    of map: SaliencyMap, named name: String, for item: ScoredItem, explain: ScoredItem.Explain? = nil
  ) throws -> [ScorePlan] {
    var item = item
    item.explain = explain
    return try plans(for: item, subject: name) { try $0.plans(of: map, for: item) }
  }

  /// Scores of an explanation's mask, to be run.
  public func plans(of mask: PixelMask, for item: ScoredItem) throws -> [ScorePlan] {
    try plans(for: item, subject: "mask") { try $0.plans(of: mask, for: item) }
  }

  /// Scores of the item itself, whatever explains it, to be run.
  public func plans(ofItem item: ScoredItem) throws -> [ScorePlan] {
    try plans(for: item, subject: nil) { try $0.plans(ofItem: item) }
  }

  private func plans(
    for item: ScoredItem, subject: String?, by body: (any Measure) throws -> [ScorePlan]
  ) rethrows -> [ScorePlan] {
    try measures.filter { type(of: $0).serves(item.input) }.flatMap(body).map { plan in
      plan.map { scores in
        scores.filter(\.value.isFinite).map { NamedValue((subject.map { "\($0)." } ?? "") + $0.name, $0.value) }
      }
    }
  }

  /// Runs plans of an item together, in shared batches.
  ///
  /// - Returns: the scores of each plan.
  public func run(_ plans: [ScorePlan], for item: ScoredItem) throws -> [[NamedValue]] {
    var scores = [[NamedValue]](repeating: [], count: plans.count)
    try PassQueue(target: item.target, batch: item.batch, classify: item.classify).run(plans) { scores[$0] = $1 }
    return scores
  }

  /// Scores of the map called `name`, run by themselves.
  public func scores(
    of map: SaliencyMap, named name: String, for item: ScoredItem, explain: ScoredItem.Explain? = nil
  ) throws -> [NamedValue] {
    try run(plans(of: map, named: name, for: item, explain: explain), for: item).flatMap(\.self)
  }

  /// Scores of an explanation's mask, run by themselves.
  public func scores(of mask: PixelMask, for item: ScoredItem) throws -> [NamedValue] {
    try run(plans(of: mask, for: item), for: item).flatMap(\.self)
  }

  /// Scores of the item itself, run by themselves.
  public func scores(ofItem item: ScoredItem) throws -> [NamedValue] {
    try run(plans(ofItem: item), for: item).flatMap(\.self)
  }

  /// Forward passes for an item of so many maps and masks, at most (thresholds with equal boxes share a pass);
  /// stability, which explains other inputs, not counted.
  public func passes(maps: Int, masks: Int) -> Int {
    measures.reduce(0) { $0 + $1.passes(maps: maps, masks: masks) }
  }
}
