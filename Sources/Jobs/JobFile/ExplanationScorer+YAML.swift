import Scoring

extension ExplanationScorer {
  /// `scores`: a list of measures, or `all`; nil stands for those that cost no passes through the model.
  init(_ value: YAMLValue?) throws(JobFileError) {
    self.init()
    guard let value else { return }
    if (try? value.string()) == "all" {
      measures = Set(Measure.allCases)
      return
    }
    measures = []
    for entry in try value.list() { measures.insert(try entry.choice()) }
  }
}
