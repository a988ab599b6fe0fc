import Explaining

extension IntegratedGradients.Rule {
  /// `{rule: evenly-spaced, points: 200}`, or `{rule: adaptive, tolerance: 0.01, stability: 0.96, points: 2000}`.
  init(_ value: YAMLValue) throws(JobFileError) {
    var keys = try value.mapping()
    let name = try keys.optional("rule")?.choice(of: Name.self) ?? .evenlySpaced
    self.init(name, points: try keys.optional("points")?.int(in: 1...100_000))
    if case .adaptive(var adaptive) = self {
      if let tolerance = keys.optional("tolerance") { adaptive.tolerance = try tolerance.double() }
      if let stability = keys.optional("stability") { adaptive.stability = try stability.double() }
      self = .adaptive(adaptive)
    }
    try keys.finish()
  }
}
