import Saliency
import Scoring

extension ExplanationScorer {
  /// `scores`: a list of measures, alone or with settings, or `all`; nil stands for those that cost no passes through the
  /// model. `fills`: a list of what stands for removed pixels, where a measure has none of its own; nil for what each
  /// measure's authors used.
  init(_ value: YAMLValue?, fills: YAMLValue?) throws(JobFileError) {
    try self.init(value)
    guard let fills else { return }
    guard measures.contains(where: { $0 is any FillingMeasure }) else {
      let takers = MeasureRegistry.fillingMeasures.joined(separator: ", ")
      throw fills.error("fills are for scores that remove pixels (\(takers)); the job's scores list none of them")
    }
    fill(with: try fills.removalFills())
  }

  private init(_ value: YAMLValue?) throws(JobFileError) {
    self.init()
    guard let value else { return }
    if (try? value.string()) == "all" {
      self = .everything
      return
    }
    var chosen: [String: any Measure] = [:]
    for entry in try value.list() {
      let measure = try entry.measure()
      let key = type(of: measure).key
      guard chosen[key] == nil || !entry.isMapping else { throw entry.error("the measure '\(key)' is there twice") }
      chosen[key] = chosen[key] ?? measure
    }
    measures = MeasureRegistry.all.compactMap { chosen[$0.key] }
  }
}

extension YAMLValue {
  /// A measure's key, alone or with settings: `insertion-deletion: {fills: [zero, blur]}`.
  fileprivate func measure() throws(JobFileError) -> any Measure {
    guard isMapping else { return try Self.measure(try string(), at: self) }
    var entry = try mapping()
    guard let key = entry.keys.first, entry.keys.count == 1, let settings = entry.present(key) else {
      throw error("\(path) must be a measure, or one measure with its settings")
    }
    let measure = try Self.measure(key, at: self)
    return settings.isNull ? measure : try settings.applied(to: measure)
  }

  private static func measure(_ key: String, at place: YAMLValue) throws(JobFileError) -> any Measure {
    let known = MeasureRegistry.all.first { $0.key == key }
    guard let known else { throw place.unknownChoice(key, valid: MeasureRegistry.all.map { $0.key }) }
    return known.init()
  }

  private func applied(to measure: any Measure) throws(JobFileError) -> any Measure {
    var (measure, keys) = (measure, try mapping())
    if var filling = measure as? any FillingMeasure, let fills = keys.optional("fills") {
      filling.fills = try fills.removalFills()
      measure = filling
    }
    if var curves = measure as? InsertionDeletion, let shares = keys.optional("shares") {
      curves.shares = try shares.percents()
      measure = curves
    }
    if var curves = measure as? AreaCurves, let window = keys.optional("window") {
      curves.window = try window.int(in: 1...65536)
      measure = curves
    }
    try keys.finish()
    return measure
  }

  private func percents() throws(JobFileError) -> [Int] {
    var percents: [Int] = []
    for entry in try list() {
      let percent = try entry.int(in: 1...99)
      guard percent > percents.last ?? 0 else { throw entry.error("\(path) must ascend") }
      percents.append(percent)
    }
    guard !percents.isEmpty else { throw error("\(path) must list at least one") }
    return percents
  }

  fileprivate func removalFills() throws(JobFileError) -> [RemovalFill] {
    var chosen: [RemovalFill] = []
    for entry in try isList ? list() : [self] {
      guard let fill = RemovalFill(try entry.string()) else {
        throw entry.error(
          "'\(try entry.string())' does not say what stands for removed pixels: write \(RemovalFill.spellings)")
      }
      guard !chosen.contains(fill) else { throw entry.error("fills names \(fill) twice") }
      chosen.append(fill)
    }
    guard !chosen.isEmpty else { throw error("fills must list at least one") }
    return chosen
  }
}
