import Explaining
import Saliency
import Storing
import Timing

/// `edges`: an edge detector, which looks at the image but not at the model.
struct EdgesMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "edges", name: "Edges", rank: 902, need: .scores, servesSentences: false, outputs: [.init("edges", "Edges")],
    source: "Sobel's operator")

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    try value.mapping().finish()
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    OutputMethod(Self.key, scorer: scorer) { item, _ in
      let map = UninformedMaps.edges(item.values, height: item.height, width: item.width)
      return ExplanationRecord(
        method: Self.key,
        maps: [SaliencyMapRecord(name: Self.key, height: item.height, width: item.width, values: map)])
    }
  }
}
