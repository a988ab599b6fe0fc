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
    return plans(for: item.input, usual: .zero) { scores, fill in
      let plan = seeded.passes(of: map, on: item.removed, fill: fill).map {
        $0.map { [NamedValue(scores[0].key, $0)] } ?? []
      }
      return plan.shared(by: scores[0].key)
    }
  }
}
