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

  /// Gauss-Kronrod with 15 points, of which every second is one of Gauss-Legendre with 7: the difference of the two sums
  /// estimates the error. Nodes and weights from QUADPACK (Piessens et al. 1983, routine qk15).
  /// - Parameter panels: equal parts of [0, 1], each with its own 15 points.
  /// - Returns: the rule, and the weights of the coarser one at the same points (0 where it has none).
  public static func gaussKronrod15(panels: Int = 1) -> (rule: Quadrature, coarse: [Double]) {
    let nodes = [
      0.991455371120812639206854697526329, 0.949107912342758524526189684047851, 0.864864423359769072789712788640926,
      0.741531185599394439863864773280788, 0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
      0.207784955007898467600689403773245, 0,
    ]
    let kronrod = [
      0.022935322010529224963732008058970, 0.063092092629978553290700663189204, 0.104790010322250183839876322541518,
      0.140653259715525918745189590510238, 0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
      0.204432940075298892414161999234649, 0.209482141084727828012999174891714,
    ]
    let gauss = [
      0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780, 0,
      0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327,
    ]
    var rule = Quadrature(points: [], weights: [])
    var coarse: [Double] = []
    let width = 1 / Double(panels)
    for panel in 0..<panels {
      for i in 0..<15 {
        let k = i < 8 ? i : 14 - i
        let node = i < 8 ? -nodes[k] : nodes[k]
        rule.points.append((Double(panel) + (1 + node) / 2) * width)
        rule.weights.append(kronrod[k] / 2 * width)
        coarse.append(gauss[k] / 2 * width)
      }
    }
    return (rule, coarse)
  }
}
