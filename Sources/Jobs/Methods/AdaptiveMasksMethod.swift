import Explaining
import Saliency
import Storing

/// `adaptive-masks`: saliency from scores alone by chains of masks that adapt to them.
struct AdaptiveMasksMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "adaptive-masks", name: "Adaptive masks", rank: 85, need: .scores, servesSentences: true,
    outputs: [.init("adaptive-masks", "Adaptive masks")], source: "Thakur and Fischmeister, arXiv:2006.09504")

  var settings = AdaptiveMaskSamplingSettings()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let grid = keys.optional("grid") { settings.grid = try grid.int(in: 1...1024) }
    if let density = keys.optional("density") { settings.density = try density.double(between: 0, and: 1) }
    if let rate = keys.optional("learning-rate") { settings.learningRate = try rate.double(in: 0...1) }
    if let chains = keys.optional("chains") { settings.chains = try chains.int(in: 1...4096) }
    let steps = keys.optional("steps")
    if let steps { settings.steps = try steps.int(in: 1...Int.max) }
    if let length = keys.optional("chain-length") { settings.chainLength = try length.int(in: 1...Int.max) }
    if let weighting = keys.optional("weighting") { settings.weighting = try weighting.choice() }
    if let shift = keys.optional("shift") { settings.shift = try shift.bool() }
    if let baseline = keys.optional("baseline") { settings.baseline = try baseline.fill() }
    if let stability = keys.optional("stability") { settings.stability = try stability.stability() }
    try keys.finish()
    guard settings.chains <= settings.steps else {
      throw (steps ?? value).error("\(settings.chains) chains cannot share \(settings.steps) steps")
    }
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    let sampling = AdaptiveMaskSampling(settings: settings)
    return OutputMethod(Self.key, scorer: scorer) { item, scorer in
      let saliency = try sampling.explain(
        input: item.values, shape: item.shape, target: item.target, scorer: scorer, seed: item.seed)
      return ExplanationRecord(method: Self.key, sampled: saliency)
    }
  }
}

extension ExplanationRecord {
  /// A map from sampled masks: the map, and how many passes it took and how sure it is.
  init(method: String, sampled saliency: SampledSaliency) {
    var values = [
      NamedValue("passes", Double(saliency.passes)), NamedValue("relative-error", saliency.relativeError),
      NamedValue("mean-score", saliency.meanScore), NamedValue("stopped", saliency.stopped ? 1 : 0),
    ]
    if let stability = saliency.stability { values.append(NamedValue("stability", stability)) }
    self.init(
      method: method, values: values,
      maps: [
        SaliencyMapRecord(name: method, height: saliency.height, width: saliency.width, values: saliency.map)
      ])
  }
}
