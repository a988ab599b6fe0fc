import Saliency

/// `insertion-deletion`: areas under the two curves of RISE, and with a fill for both their difference.
public struct InsertionDeletion: FillingMeasure {
  public static let key = "insertion-deletion"
  /// Steps of a curve over an image; of a sentence each word is one.
  static let steps = 50
  /// Steps with pixels imputed, as the authors of ROAD have it: each is a system to solve.
  static let stepsOfImputation = 10

  static let deletion = deletion(
    steps: steps, details: "Area under the curve while they become 0, in \(steps) steps; of a sentence word by word.")
  public static let insertion = insertion(
    steps: steps, explanation: "Probability while the most important pixels come first, on a blurred start.",
    details: "Of a sentence word by word, from hidden words.")
  public static let scores = [deletion, insertion]

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] {
    let steps = fill == .road ? stepsOfImputation : steps
    let details = "Area under the curve in \(steps) steps; of a sentence word by word."
    return [
      deletion(steps: steps, details: details),
      insertion(
        steps: steps, explanation: "Probability while the most important pixels come first.", details: details),
      relevanceGain,
    ].map { $0.filled(with: fill) }
  }

  private static func deletion(steps: Int, details: String) -> ScoreDescription {
    ScoreDescription(
      key: "deletion", name: "Deletion AUC", family: .faithfulness, direction: .lower, subjects: [.map],
      passes: steps + 1, explanation: "Probability while the most important pixels go first.", details: details,
      source: "Petsiuk et al., RISE, 2018")
  }

  private static func insertion(steps: Int, explanation: String, details: String) -> ScoreDescription {
    ScoreDescription(
      key: "insertion", name: "Insertion AUC", family: .faithfulness, direction: .higher, subjects: [.map],
      passes: steps + 1, explanation: explanation, details: details, source: "Petsiuk et al., RISE, 2018")
  }

  static let relevanceGain = ScoreDescription(
    key: "srg", name: "Symmetric relevance gain", family: .faithfulness, direction: .higher, subjects: [.map],
    explanation: "Area while the least important pixels go first, less that while the most important go first.",
    details: "That is insertion less deletion under one fill; only with `fills`.",
    source: "Blücher et al., TMLR 2024")

  public var fills: [RemovalFill]?

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    guard let fills = fills(for: item.input) else {
      let start: RemovalFill = item.input.isSentence ? .zero : .blur
      return [
        curves(of: map, for: item, deleted: .zero, start: start).map {
          [NamedValue(Self.deletion.key, $0.deletionAUC), NamedValue(Self.insertion.key, $0.insertionAUC)]
        }
      ]
    }
    return fills.map { fill in
      let keys = Self.scores(with: fill).map(\.key)
      return curves(of: map, for: item, deleted: fill, start: fill).map { curves in
        let (deletion, insertion) = (curves.deletionAUC, curves.insertionAUC)
        return zip(keys, [deletion, insertion, insertion - deletion]).map { NamedValue($0, $1) }
      }
    }
  }

  private func curves(
    of map: SaliencyMap, for item: ScoredItem, deleted: RemovalFill, start: RemovalFill
  ) -> Passes<PixelOrderCurves> {
    let steps = deleted == .road ? Self.stepsOfImputation : Self.steps
    return PixelOrderCurves.passes(
      of: map, on: item.removed, steps: item.input.isSentence ? item.input.width : steps, deleted: deleted, start: start
    )
  }
}
