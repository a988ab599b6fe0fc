import Saliency

/// `form`: what a map looks like, whatever it explains.
public struct MapForm: Measure {
  public static let key = "form"

  static let sparseness = ScoreDescription(
    key: "gini", name: "Sparseness (Gini)", family: .form, direction: .higher, subjects: [.map], rank: 200,
    explanation: "0: spread evenly, 1: all on one pixel.", details: "Gini index of the absolute values.",
    source: "Chalasani et al., 2020")
  static let complexity = ScoreDescription(
    key: "entropy", name: "Complexity (entropy)", family: .form, direction: .lower, subjects: [.map], rank: 200,
    explanation: "Entropy of the pixels' shares, in nats.", source: "Bhatt et al., 2020")
  public static let scores = [sparseness, complexity]

  public init() {}

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    [ScorePlan { scores(of: map, for: item) }]
  }

  private func scores(of map: SaliencyMap, for item: ScoredItem) -> [NamedValue] {
    [(Self.sparseness, gini(map)), (Self.complexity, entropy(map))]
      .compactMap { score, value in value.map { NamedValue(score.key, $0) } }
  }
}
