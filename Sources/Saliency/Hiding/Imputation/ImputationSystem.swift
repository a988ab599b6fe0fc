/// The linear system of an imputation, solved by conjugate gradients with a cycle over coarser and coarser grids as
/// preconditioner, each of four channels for itself.
struct ImputationSystem {
  typealias Values = ImputationLevel.Values

  private var levels: [ImputationLevel]
  /// Rounds that the last solution took.
  private(set) var rounds = 0

  /// - Parameters:
  ///   - level: the finest.
  ///   - width: of its grid.
  init(_ level: ImputationLevel, width: Int) {
    levels = [level]
    var width = width
    while levels[levels.count - 1].count > 50, width > 2 {
      let coarse = levels[levels.count - 1].coarsened(width: width)
      guard coarse.count < levels[levels.count - 1].count else { break }
      levels.append(coarse)
      width = (width + 1) / 2
    }
  }

  /// - Parameters:
  ///   - b: right-hand sides.
  ///   - x: where to begin, and the solution.
  ///   - tolerance: the largest residual's norm that is good enough, a channel each.
  mutating func solve(_ b: Values, from x: inout Values, tolerance: SIMD4<Float>, limit: Int = 200) {
    let fine = levels[0]
    var r = Values(repeating: .zero, count: b.count)
    var q = r
    fine.residual(x, b, into: &r)
    var z = cycle(r, level: 0)
    var p = z
    var rz = Self.dot(r, z)
    rounds = 0
    while rounds < limit, any(Self.norm(r) .> tolerance) {
      rounds += 1
      fine.product(p, into: &q)
      let alpha = Self.ratio(rz, Self.dot(p, q))
      for index in x.indices {
        x[index] += alpha * p[index]
        r[index] -= alpha * q[index]
      }
      z = cycle(r, level: 0)
      let next = Self.dot(r, z)
      let beta = Self.ratio(next, rz)
      rz = next
      for index in p.indices { p[index] = z[index] + beta * p[index] }
    }
  }

  /// One symmetric cycle for `A x = b`, from zero.
  private func cycle(_ b: Values, level: Int) -> Values {
    let here = levels[level]
    var x = Values(repeating: .zero, count: here.count)
    guard level + 1 < levels.count else {
      for _ in 0..<8 {
        here.relax(&x, b, backwards: false)
        here.relax(&x, b, backwards: true)
      }
      return x
    }
    here.relax(&x, b, backwards: false)
    var r = Values(repeating: .zero, count: here.count)
    here.residual(x, b, into: &r)
    var coarse = Values(repeating: .zero, count: levels[level + 1].count)
    for index in 0..<here.count { coarse[Int(here.parents[index])] += r[index] }
    let correction = cycle(coarse, level: level + 1)
    for index in 0..<here.count { x[index] += Self.correction * correction[Int(here.parents[index])] }
    here.relax(&x, b, backwards: true)
    return x
  }

  /// Values that are constant on blocks are too stiff: their corrections are too small by about this (Braess).
  private static let correction: Float = 1.8

  private static func dot(_ a: Values, _ b: Values) -> SIMD4<Double> {
    var sum = SIMD4<Double>.zero
    for index in a.indices { sum += SIMD4<Double>(a[index]) * SIMD4<Double>(b[index]) }
    return sum
  }

  private static func norm(_ a: Values) -> SIMD4<Float> { SIMD4<Float>(dot(a, a).squareRoot()) }

  /// 0 for a channel that is solved.
  private static func ratio(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> SIMD4<Float> {
    SIMD4<Float>((a / b).replacing(with: 0, where: b .== 0))
  }
}
