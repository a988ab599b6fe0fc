import Scoring

extension ExplanationScorer {
  /// `scores`: a list of measures, or `all`; nil stands for those that cost no passes through the model.
  init(_ value: YAMLValue?) throws(JobFileError) {
    self.init()
    guard let value else { return }
    if (try? value.string()) == "all" {
      self = .everything
      return
    }
    var chosen: Set<String> = []
    for entry in try value.list() {
      let key = try entry.string()
      let known = MeasureRegistry.all.map { $0.key }
      guard known.contains(key) else { throw entry.unknownChoice(key, valid: known) }
      chosen.insert(key)
    }
    measures = MeasureRegistry.all.filter { chosen.contains($0.key) }.map { $0.init() }
  }
}
