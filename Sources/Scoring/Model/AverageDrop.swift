import Saliency

/// `average-drop`: what the model says of the input weighted by a map.
public struct AverageDrop: Measure {
  public static let key = "average-drop"

  static let drop = ScoreDescription(
    key: "drop", name: "Average drop", family: .faithfulness, direction: .lower, subjects: [.map], passes: 1,
    explanation: "Relative loss of probability when the image is weighted by the map.",
    details: "The map is scaled to 0...1: one with negative values shows some of the image where it is 0.",
    source: "Chattopadhay et al., 2018")
  static let increase = ScoreDescription(
    key: "increase", name: "Increase", family: .faithfulness, direction: .higher, subjects: [.map],
    explanation: "Share of images whose probability rises when weighted by the map.",
    source: "Chattopadhay et al., 2018")
  public static let scores = [drop, increase]

  public init() {}

  public func scores(of map: SaliencyMap, for item: ScoredItem) throws -> [NamedValue] {
    let weighted = try WeightedInput(
      map, on: item.input, target: item.target, probability: item.probability, classify: item.classify)
    return [NamedValue(Self.drop.key, weighted.drop), NamedValue(Self.increase.key, weighted.increases ? 1 : 0)]
  }
}
