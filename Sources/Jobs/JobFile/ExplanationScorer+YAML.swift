import Saliency
import Scoring

extension ExplanationScorer {
  /// `scores`: a list of measures, or `all`; nil stands for those that cost no passes through the model. `fills`: a list of
  /// what stands for removed pixels; nil for what each measure's authors used.
  init(_ value: YAMLValue?, fills: YAMLValue?) throws(JobFileError) {
    try self.init(value)
    guard let fills else { return }
    guard measures.contains(where: { $0 is any FillingMeasure }) else {
      let takers = MeasureRegistry.fillingMeasures.joined(separator: ", ")
      throw fills.error("fills are for scores that remove pixels (\(takers)); the job's scores list none of them")
    }
    var chosen: [RemovalFill] = []
    for entry in try fills.isList ? fills.list() : [fills] {
      guard let fill = RemovalFill(try entry.string()) else {
        throw entry.error(
          "'\(try entry.string())' does not say what stands for removed pixels: write \(RemovalFill.spellings)")
      }
      guard !chosen.contains(fill) else { throw entry.error("fills names \(fill) twice") }
      chosen.append(fill)
    }
    guard !chosen.isEmpty else { throw fills.error("fills must list at least one") }
    self.fills = chosen
  }

  private init(_ value: YAMLValue?) throws(JobFileError) {
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
