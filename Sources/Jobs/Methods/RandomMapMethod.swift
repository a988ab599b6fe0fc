import Explaining
import Saliency
import Storing

/// `random`: a map of noise, the floor for every measure.
struct RandomMapMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "random", name: "Random", rank: 900, need: .scores, servesSentences: true,
    outputs: [.init("random", "Random")])

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    try value.mapping().finish()
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    OutputMethod(Self.key, scorer: scorer) { item, _ in
      let map = UninformedMaps.random(height: item.height, width: item.width, seed: item.seed)
      return ExplanationRecord(
        method: Self.key,
        maps: [SaliencyMapRecord(name: Self.key, height: item.height, width: item.width, values: map)])
    }
  }
}
