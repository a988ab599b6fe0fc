import Foundation

/// Points and weights that stand for the integral over [0, 1].
public struct Quadrature: Sendable, Equatable {
  public var points: [Double]
  public var weights: [Double]

  public init(points: [Double], weights: [Double]) {
    self.points = points
    self.weights = weights
  }

  /// `count` evenly spaced points including both ends, each weighted 1 / count: what PAIR saliency and SMUG's reference
  /// use. Not a standard rule: its error falls as 1 / count.
  public static func evenlySpaced(_ count: Int) -> Quadrature {
    let points = (0..<count).map { count == 1 ? 0 : Double($0) / Double(count - 1) }
    return Quadrature(points: points, weights: points.map { _ in 1 / Double(count) })
  }

  /// The trapezoid rule: evenly spaced points, the ends weighted half. Its weights add up to 1.
  public static func trapezoid(_ count: Int) -> Quadrature {
    guard count > 1 else { return Quadrature(points: [0.5], weights: [1]) }
    let step = 1 / Double(count - 1)
    return Quadrature(
      points: (0..<count).map { Double($0) * step },
      weights: (0..<count).map { $0 == 0 || $0 == count - 1 ? step / 2 : step })
  }

  /// The right Riemann sum: points 1/count, 2/count, ..., 1.
  public static func rightRiemann(_ count: Int) -> Quadrature {
    Quadrature(
      points: (1...max(1, count)).map { Double($0) / Double(count) },
      weights: [Double](repeating: 1 / Double(count), count: count))
  }

  /// Gauss-Legendre: exact for polynomials of degree up to 2 count - 1. Nodes by Newton's method on the Legendre
  /// polynomial, started from Tricomi's approximation.
  public static func gaussLegendre(_ count: Int) -> Quadrature {
    var points = [Double](repeating: 0, count: count)
    var weights = points
    for i in 0..<(count + 1) / 2 {
      var x = cos(Double.pi * (Double(i) + 0.75) / (Double(count) + 0.5))
      var derivative = 0.0
      for _ in 0..<100 {
        var (p, previous) = (1.0, 0.0)
        for n in 0..<count {
          (p, previous) = ((Double(2 * n + 1) * x * p - Double(n) * previous) / Double(n + 1), p)
        }
        derivative = Double(count) * (x * p - previous) / (x * x - 1)
        let step = p / derivative
        x -= step
        if abs(step) < 1e-15 { break }
      }
      if count % 2 == 1 && i == count / 2 { x = 0 }
      let weight = 1 / ((1 - x * x) * derivative * derivative)
      (points[i], points[count - 1 - i]) = ((1 - x) / 2, (1 + x) / 2)
      (weights[i], weights[count - 1 - i]) = (weight, weight)
    }
    return Quadrature(points: points, weights: weights)
  }

  /// Fejer's second rule: the points of Clenshaw and Curtis without the ends (where every ReLU of a network may be at its
  /// kink). Exact for polynomials of degree count - 1, and in practice as good as Gauss-Legendre on integrands that are
  /// not smooth. With 2^k - 1 points the rules are nested: every second point is one of the rule of half as many.
  public static func fejer(_ count: Int) -> Quadrature {
    var rule = Quadrature(points: [], weights: [])
    for k in 1...max(1, count) {
      let angle = Double(k) * Double.pi / Double(count + 1)
      var series = 0.0
      for term in 1...(count + 1) / 2 {
        let odd = Double(2 * term - 1)
        series += sin(odd * angle) / odd
      }
      rule.points.append((1 - cos(angle)) / 2)
      rule.weights.append(2 * sin(angle) * series / Double(count + 1))
    }
    return rule
  }
}
