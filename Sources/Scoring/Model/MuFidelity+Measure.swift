import Saliency

/// `mu-fidelity`: one correlation a map.
extension MuFidelity: Measure {
  public static let key = "mu-fidelity"
  public static let scores = [
    ScoreDescription(
      key: "mu-fidelity", name: "MuFidelity", family: .faithfulness, direction: .higher, subjects: [.map],
      passes: MuFidelity().passes, explanation: "Correlation of removed importance with lost probability.",
      details:
        "Pearson's, over 100 random sets that each hold a fifth of the cells of a 9 x 9 raster, between the map's sum on "
        + "the set and the probability lost without it; in a sentence the cells are the words.",
      source: "Bhatt et al., 2020")
  ]

  public func scores(of map: SaliencyMap, for item: ScoredItem) throws -> [NamedValue] {
    var seeded = self
    seeded.seed = item.seed
    let value = try seeded.score(
      of: map, on: item.input, target: item.target, batch: item.batch, classify: item.classify)
    return value.map { [NamedValue(Self.scores[0].key, $0)] } ?? []
  }
}
