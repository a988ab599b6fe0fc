import Explaining
import Saliency
import Storing

/// `occlusion`: what the target loses when one square after another is hidden.
struct OcclusionMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "occlusion", name: "Occlusion", rank: 80, need: .scores, servesSentences: true,
    outputs: [.init("occlusion", "Occlusion")],
    source: "Zeiler and Fergus, 2014")

  var settings = OcclusionSettings()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let patch = keys.optional("patch") { settings.patch = try patch.int(in: 1...65536) }
    let stride = keys.optional("stride")
    settings.stride = try stride?.int(in: 1...65536)
    if let baseline = keys.optional("baseline") { settings.baseline = try baseline.fill() }
    try keys.finish()
    if let width = settings.stride, let patch = settings.patch, width > patch {
      throw (stride ?? value).error("a stride above the patch of \(patch) leaves pixels that are never hidden")
    }
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    let occlusion = Occlusion(settings: settings)
    return OutputMethod(Self.key, scorer: scorer) { item, scorer in
      let (map, passes) = try occlusion.explain(
        input: item.values, shape: item.shape, target: item.target, scorer: scorer)
      return ExplanationRecord(
        method: Self.key, values: [NamedValue("passes", Double(passes))],
        maps: [SaliencyMapRecord(name: Self.key, height: item.height, width: item.width, values: map)])
    }
  }
}
