import Saliency

/// Runs the chosen measures on an item's explanations and names the results as records do: `SUBJECT.SCORE`, where the
/// subject is the map's name, or `mask` for a mask.
public struct ExplanationScorer: Sendable {
  public var measures: [any Measure]

  /// - Parameter measures: by default those that cost no passes through the model.
  public init(_ measures: [any Measure] = [GroundTruthAgreement(), MapForm()]) { self.measures = measures }

  /// Every measure there is, with its usual settings.
  public static var everything: ExplanationScorer { ExplanationScorer(MeasureRegistry.all.map { $0.init() }) }

  /// Scores of the map called `name`.
  ///
  /// - Parameter explain: makes the method's map of another input; without it stability is left out.
  public func scores(
    of map: SaliencyMap, named name: String, for item: ScoredItem, explain: ScoredItem.Explain? = nil
  ) throws -> [NamedValue] {
    var item = item
    item.explain = explain
    return try scores(for: item) { try $0.scores(of: map, for: item) }
      .map { NamedValue("\(name).\($0.name)", $0.value) }
  }

  /// Scores of an explanation's mask.
  public func scores(of mask: PixelMask, for item: ScoredItem) throws -> [NamedValue] {
    try scores(for: item) { try $0.scores(of: mask, for: item) }.map { NamedValue("mask.\($0.name)", $0.value) }
  }

  /// Scores of the item itself, whatever explains it.
  public func scores(ofItem item: ScoredItem) throws -> [NamedValue] {
    try scores(for: item) { try $0.scores(ofItem: item) }
  }

  private func scores(for item: ScoredItem, by body: (any Measure) throws -> [NamedValue]) rethrows -> [NamedValue] {
    try measures.filter { type(of: $0).serves(item.input) }.flatMap(body).filter(\.value.isFinite)
  }

  /// Forward passes for an item of so many maps and masks, at most (thresholds with equal boxes share a pass);
  /// stability, which explains other inputs, not counted.
  public func passes(maps: Int, masks: Int) -> Int {
    measures.reduce(0) { $0 + type(of: $1).passes(maps: maps, masks: masks) }
  }
}
