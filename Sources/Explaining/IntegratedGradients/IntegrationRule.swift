extension IntegratedGradients.Rule: CustomStringConvertible {
  /// The rules' names in job files and on the command line.
  public enum Name: String, Sendable, CaseIterable {
    case evenlySpaced = "evenly-spaced"
    case gaussLegendre = "gauss-legendre"
    case trapezoid
    case rightRiemann = "right-riemann"
    case adaptive
  }

  /// Points of a rule that is given none; SMUG's reference uses as many.
  public static let defaultPoints = 200

  /// - Parameter points: of an adaptive rule the most that it may take; nil is the rule's own number.
  public init(_ name: Name, points: Int? = nil) {
    let count = points ?? Self.defaultPoints
    switch name {
    case .evenlySpaced: self = .evenlySpaced(count)
    case .gaussLegendre: self = .gaussLegendre(count)
    case .trapezoid: self = .trapezoid(count)
    case .rightRiemann: self = .rightRiemann(count)
    case .adaptive:
      var adaptive = IntegratedGradients.Adaptive()
      if let points { adaptive.maximumPoints = points }
      self = .adaptive(adaptive)
    }
  }

  public var name: Name {
    switch self {
    case .evenlySpaced: .evenlySpaced
    case .gaussLegendre: .gaussLegendre
    case .trapezoid: .trapezoid
    case .rightRiemann: .rightRiemann
    case .adaptive: .adaptive
    }
  }

  /// `gauss-legendre:16`; of an adaptive rule the tolerance: `adaptive:0.01`.
  public var description: String {
    switch self {
    case .evenlySpaced(let points), .gaussLegendre(let points), .trapezoid(let points), .rightRiemann(let points):
      "\(name.rawValue):\(points)"
    case .adaptive(let adaptive): "\(name.rawValue):\(adaptive.tolerance)"
    }
  }

  /// Gradients evaluated for one input; of an adaptive rule the fewest.
  public var pointCount: Int { quadrature.points.count }

  var quadrature: Quadrature {
    switch self {
    case .evenlySpaced(let n): .evenlySpaced(n)
    case .gaussLegendre(let n): .gaussLegendre(n)
    case .trapezoid(let n): .trapezoid(n)
    case .rightRiemann(let n): .rightRiemann(n)
    case .adaptive: .fejer(15)
    }
  }
}
