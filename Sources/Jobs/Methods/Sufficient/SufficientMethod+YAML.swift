import Explaining
import MaskSolving

extension SufficientMethod {
  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let window = keys.optional("window") { self.window = try window.int(in: 1...65536) }
    if let regions = keys.optional("regions") {
      guard window == nil else { throw regions.error("window and regions exclude each other") }
      self.regions = try SobolRegions.partition(regions)
    }
    if let fills = keys.optional("fills") {
      self.fills = []
      for fill in try fills.isList ? fills.list() : [fills] { self.fills.append(try fill.replacement()) }
      guard !self.fills.isEmpty else { throw fills.error("fills must list at least one") }
    }
    if let criterion = keys.optional("criterion") { settings.criterion = try AnswerCriterion(criterion) }
    if let objective = keys.optional("objective") { settings.objective = try objective.choice() }
    if let passes = keys.optional("passes") { settings.passes = try passes.int(in: 10...Int.max) }
    if let patience = keys.optional("patience") { settings.patience = try patience.int(in: 0...Int.max) }
    if let limit = keys.optional("time-limit") {
      let seconds = try limit.double()
      guard seconds > 0 else { throw limit.error("time-limit is \(seconds); it must be a positive number of seconds") }
      settings.timeLimit = seconds
    }
    if let masks = keys.optional("masks") { settings.masks = try masks.int(in: 1...1000) }
    if let necessary = keys.optional("necessary") { settings.findsNecessary = try necessary.bool() }
    if let completions = keys.optional("robustness") { settings.completions = try completions.int(in: 0...1_000_000) }
    if let orders = keys.optional("orders") {
      var names: [StartingOrder] = []
      for order in try orders.list() { names.append(try order.choice()) }
      guard !names.isEmpty else { throw orders.error("orders must list at least one") }
      self.orders = names
    }
    if let refines = keys.optional("refinement") { self.refines = try refines.bool() }
    if let certificates = keys.optional("certificates") { self.certificates = try certificates.bool() }
    try keys.finish()
  }
}

extension AnswerCriterion {
  /// `class`, or `{probability: 0.5}`.
  fileprivate init(_ value: YAMLValue) throws(JobFileError) {
    guard value.isMapping else {
      guard try value.string() == "class" else {
        throw value.unknownChoice(try value.string(), valid: ["class", "{probability: SHARE}"])
      }
      self = .targetFirst
      return
    }
    var keys = try value.mapping()
    let probability = try keys.required("probability")
    let share = try probability.double()
    try keys.finish()
    guard share > 0, share <= 1 else {
      throw probability.error("probability is \(share); it must be a share above 0 up to 1 of the whole input's")
    }
    self = .probability(share: share)
  }
}
