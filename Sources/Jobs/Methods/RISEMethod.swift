import Explaining
import Saliency
import Storing

/// `rise`: saliency from scores alone by independent random masks.
struct RISEMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "rise", name: "RISE", rank: 90, need: .scores, servesSentences: true,
    outputs: [.init("rise", "RISE")],
    source: "Petsiuk et al., 2018")

  var settings = RISESettings()

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let grid = keys.optional("grid") { settings.grid = try grid.int(in: 1...1024) }
    if let density = keys.optional("density") { settings.density = try density.double(between: 0, and: 1) }
    let masks = keys.optional("masks")
    if let masks { settings.masks = try masks.int(in: 1...Int.max) }
    if let chains = keys.optional("chains") { settings.chains = try chains.int(in: 1...4096) }
    if let shift = keys.optional("shift") { settings.shift = try shift.bool() }
    if let baseline = keys.optional("baseline") { settings.baseline = try baseline.fill() }
    if let stability = keys.optional("stability") { settings.stability = try stability.stability() }
    try keys.finish()
    guard settings.chains <= settings.masks else {
      throw (masks ?? value).error("\(settings.chains) chains cannot share \(settings.masks) masks")
    }
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    let sampling = RISE(settings: settings)
    return OutputMethod(Self.key, scorer: scorer) { item, scorer in
      let saliency = try sampling.explain(
        input: item.values, shape: item.shape, target: item.target, scorer: scorer, seed: item.seed)
      return ExplanationRecord(method: Self.key, sampled: saliency)
    }
  }
}
