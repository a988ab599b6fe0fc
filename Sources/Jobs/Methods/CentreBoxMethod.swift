import Explaining
import Saliency
import Storing
import Timing

/// `centre-box`: a map that knows only that objects tend to be in the middle; what every method has to beat.
struct CentreBoxMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "centre-box", name: "Centre box", rank: 901, need: .scores, servesSentences: false,
    outputs: [.init("centre-box", "Centre box")])

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    try value.mapping().finish()
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    OutputMethod(Self.key, scorer: scorer) { item, _ in
      let map = UninformedMaps.centreBox(height: item.height, width: item.width)
      return ExplanationRecord(
        method: Self.key,
        maps: [SaliencyMapRecord(name: Self.key, height: item.height, width: item.width, values: map)])
    }
  }
}
