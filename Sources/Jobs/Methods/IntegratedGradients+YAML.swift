import Explaining

extension IntegratedGradients.Rule {
  private enum Name: String, CaseIterable {
    case evenlySpaced = "evenly-spaced"
    case gaussLegendre = "gauss-legendre"
    case trapezoid
    case rightRiemann = "right-riemann"
    case adaptive
  }

  /// `{rule: evenly-spaced, points: 200}`, or `{rule: adaptive, tolerance: 0.01, stability: 0.96, points: 2000}`.
  ///
  /// - Parameter top: how many of the largest attributions an adaptive rule has to settle.
  init(_ value: YAMLValue, top: Int) throws(JobFileError) {
    var keys = try value.mapping()
    let name = try keys.optional("rule")?.choice(of: Name.self) ?? .evenlySpaced
    let points = try keys.optional("points")?.int(in: 1...100_000)
    if name == .adaptive {
      var adaptive = IntegratedGradients.Adaptive(top: top)
      if let tolerance = keys.optional("tolerance") { adaptive.tolerance = try tolerance.double() }
      if let stability = keys.optional("stability") { adaptive.stability = try stability.double() }
      if let points { adaptive.maximumPoints = points }
      self = .adaptive(adaptive)
    } else {
      self = Self.fixed(name, points ?? 200)
    }
    try keys.finish()
  }

  private static func fixed(_ name: Name, _ points: Int) -> Self {
    switch name {
    case .evenlySpaced, .adaptive: .evenlySpaced(points)
    case .gaussLegendre: .gaussLegendre(points)
    case .trapezoid: .trapezoid(points)
    case .rightRiemann: .rightRiemann(points)
    }
  }
}
