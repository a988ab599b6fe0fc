import Explaining

extension IntegratedGradients.Rule {
  private enum Name: String, CaseIterable {
    case evenlySpaced = "evenly-spaced"
    case gaussLegendre = "gauss-legendre"
    case trapezoid
    case rightRiemann = "right-riemann"
  }

  /// `{rule: evenly-spaced, points: 200}`.
  init(_ value: YAMLValue) throws(JobFileError) {
    var keys = try value.mapping()
    let name = try keys.optional("rule")?.choice(of: Name.self) ?? .evenlySpaced
    let points = try keys.optional("points")?.int(in: 1...100_000) ?? 200
    try keys.finish()
    self = Self.rule(name, points)
  }

  private static func rule(_ name: Name, _ points: Int) -> Self {
    switch name {
    case .evenlySpaced: .evenlySpaced(points)
    case .gaussLegendre: .gaussLegendre(points)
    case .trapezoid: .trapezoid(points)
    case .rightRiemann: .rightRiemann(points)
    }
  }
}
