import Saliency

/// `mu-fidelity`: one correlation a map.
extension MuFidelity: FillingMeasure {
  public static let key = "mu-fidelity"
  public static let scores = [
    ScoreDescription(
      key: "mu-fidelity", name: "MuFidelity", family: .faithfulness, direction: .higher, subjects: [.map],
      sharedPasses: MuFidelity().passes, explanation: "Correlation of removed importance with lost probability.",
      details:
        "Pearson's, over 100 random sets that each hold a fifth of the cells of a 9 x 9 raster, between the map's sum on "
        + "the set and the probability lost without it; in a sentence the cells are the words.",
      source: "Bhatt et al., 2020")
  ]

  public func plans(of map: SaliencyMap, for item: ScoredItem) -> [ScorePlan] {
    var seeded = self
    seeded.seed = item.seed
    func plan(_ key: String, _ fill: RemovalFill) -> ScorePlan {
      var plan = seeded.passes(of: map, on: item.removed, fill: fill).map { $0.map { [NamedValue(key, $0)] } ?? [] }
      plan.name = key
      return plan
    }
    return fills(for: item.input)?.map { plan(Self.scores(with: $0)[0].key, $0) } ?? [plan(Self.scores[0].key, .zero)]
  }
}
