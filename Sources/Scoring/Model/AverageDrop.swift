import Saliency

/// `average-drop`: what the model says of the input weighted by a map.
public struct AverageDrop: FillingMeasure {
  public static let key = "average-drop"

  static let drop = ScoreDescription(
    key: "drop", name: "Average drop", family: .faithfulness, direction: .lower, subjects: [.map], passes: 1,
    explanation: "Relative loss of probability when the image is weighted by the map.",
    details:
      "The map is scaled to 0...1: one with negative values shows some of the image where it is 0. With the "
      + "fill `road`, which knows no half pixels, each pixel is kept with the chance of its weight.",
    source: "Chattopadhay et al., 2018")
  static let increase = ScoreDescription(
    key: "increase", name: "Increase", family: .faithfulness, direction: .higher, subjects: [.map],
    explanation: "Share of images whose probability rises when weighted by the map.",
    source: "Chattopadhay et al., 2018")
  public static let scores = [drop, increase]

  public var fills: [RemovalFill]?

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    plans(for: item.input, usual: .zero) { scores, fill in
      WeightedInput.passes(
        map, on: item.removed, probability: item.probability, fill: fill, seed: item.seed
      ).map { [NamedValue(scores[0].key, $0.drop), NamedValue(scores[1].key, $0.increases ? 1 : 0)] }
    }
  }
}
