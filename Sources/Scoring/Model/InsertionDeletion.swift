import Saliency

/// `insertion-deletion`: areas under the two curves of RISE, and with a fill for both their difference.
public struct InsertionDeletion: FillingMeasure {
  public static let key = "insertion-deletion"
  /// Steps of a curve over an image; of a sentence each word is one.
  static let steps = 50

  static let deletion = deletion(
    steps: steps, details: "Area under the curve while they become 0, in \(steps) steps; of a sentence word by word.")
  public static let insertion = insertion(
    steps: steps, explanation: "Probability while the most important pixels come first, on a blurred start.",
    details: "Of a sentence word by word, from hidden words.")
  public static let scores = [deletion, insertion]

  public static func scores(with fill: RemovalFill) -> [ScoreDescription] { scores(with: fill, at: nil) }

  private static func scores(with fill: RemovalFill, at shares: [Int]?) -> [ScoreDescription] {
    let steps = steps(with: fill, at: shares).shares.count - 1
    let details = "Area under the curve \(words(of: shares, with: fill)); of a sentence word by word."
    return [
      deletion(steps: steps, details: details),
      insertion(
        steps: steps, explanation: "Probability while the most important pixels come first.", details: details),
      relevanceGain,
    ].map { $0.filled(with: fill) }
  }

  /// With pixels imputed in tenths, as the authors of ROAD have it: each step is a system to solve.
  private static func steps(with fill: RemovalFill, at shares: [Int]?) -> CurveSteps {
    fill == .road ? .tenths : shares.map { .percent($0) } ?? .equal(steps)
  }

  private static func words(of shares: [Int]?, with fill: RemovalFill) -> String {
    guard let shares, fill != .road else { return "in \(steps(with: fill, at: nil).shares.count - 1) steps" }
    return "through 0, \(shares.map(String.init).joined(separator: ", ")) and 100 % of the pixels"
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
  /// Where the curves are computed, in percent of the pixels, ascending, besides 0 and 100; nil is in ``steps`` equal steps.
  /// Not of imputed pixels.
  public var shares: [Int]?

  public init() {}

  public var scores: [ScoreDescription] {
    if let fills { return fills.flatMap { Self.scores(with: $0, at: shares) } }
    guard let shares else { return Self.scores }
    let steps = shares.count + 1
    let details = "Area under the curve \(Self.words(of: shares, with: .zero)); of a sentence word by word."
    return [
      Self.deletion(steps: steps, details: details),
      Self.insertion(steps: steps, explanation: Self.insertion.explanation, details: details),
    ]
  }

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
    let steps = item.input.isSentence ? .equal(item.input.width) : Self.steps(with: deleted, at: shares)
    return PixelOrderCurves.passes(of: map, on: item.removed, steps: steps, deleted: deleted, start: start)
  }
}
