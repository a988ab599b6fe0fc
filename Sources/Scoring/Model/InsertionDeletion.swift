import Saliency

/// `insertion-deletion`: areas under the two curves of RISE.
public struct InsertionDeletion: Measure {
  public static let key = "insertion-deletion"
  /// Steps of a curve over an image; of a sentence each word is one.
  static let steps = 50

  static let deletion = ScoreDescription(
    key: "deletion", name: "Deletion AUC", family: .faithfulness, direction: .lower, subjects: [.map],
    passes: steps + 1, explanation: "Probability while the most important pixels go first.",
    details: "Area under the curve while they become 0, in \(steps) steps; of a sentence word by word.",
    source: "Petsiuk et al., RISE, 2018")
  public static let insertion = ScoreDescription(
    key: "insertion", name: "Insertion AUC", family: .faithfulness, direction: .higher, subjects: [.map],
    passes: steps + 1, explanation: "Probability while the most important pixels come first, on a blurred start.",
    details: "Of a sentence word by word, from hidden words.", source: "Petsiuk et al., RISE, 2018")
  public static let scores = [deletion, insertion]

  public init() {}

  public func scores(of map: SaliencyMap, for item: ScoredItem) throws -> [NamedValue] {
    let isSentence = item.input.isSentence
    let curves = try PixelOrderCurves(
      of: map, on: item.input, target: item.target, steps: isSentence ? item.input.width : Self.steps,
      start: isSentence ? .zero : .blur(), batch: item.batch, classify: item.classify)
    return [
      NamedValue(Self.deletion.key, curves.deletionAUC), NamedValue(Self.insertion.key, curves.insertionAUC),
    ]
  }
}
