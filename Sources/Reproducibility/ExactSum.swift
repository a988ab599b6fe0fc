/// The sum of any number of finite doubles without rounding: the result does not depend on the order of the terms, so
/// sums made by different ranks merge to the very same number. (Shewchuk, "Adaptive precision floating-point arithmetic
/// and fast robust geometric predicates", Discrete & Computational Geometry 18, 1997; as Python's `math.fsum`.)
public struct ExactSum: Sendable {
  /// Numbers whose bits do not overlap, in increasing magnitude; their exact sum is the sum so far.
  private var partials: [Double] = []

  public init() {}

  /// Adds a finite number; sums beyond the range of doubles are not supported.
  public mutating func add(_ term: Double) {
    precondition(term.isFinite)
    var x = term
    var kept = 0
    for i in partials.indices {
      var y = partials[i]
      if abs(x) < abs(y) { swap(&x, &y) }
      let high = x + y
      let low = y - (high - x)
      if low != 0 {
        partials[kept] = low
        kept += 1
      }
      x = high
    }
    partials.replaceSubrange(kept..., with: [x])
  }

  /// -1, 0 or 1: the sign of the exact sum. The largest part outweighs all others together.
  public var sign: Int {
    guard let largest = partials.last(where: { $0 != 0 }) else { return 0 }
    return largest > 0 ? 1 : -1
  }

  public mutating func merge(_ other: ExactSum) {
    for partial in other.partials { add(partial) }
  }

  /// The exact sum, rounded once to the nearest double (ties to even).
  public var value: Double {
    guard var high = partials.last else { return 0 }
    var low = 0.0
    var i = partials.count - 2
    while i >= 0 {
      let x = high
      let y = partials[i]
      high = x + y
      low = y - (high - x)
      i -= 1
      if low != 0 { break }
    }
    // Half-way cases are decided by the sign of what is left below.
    if i >= 0, (low < 0 && partials[i] < 0) || (low > 0 && partials[i] > 0) {
      let y = low * 2
      let x = high + y
      if y == x - high { high = x }
    }
    return high
  }
}

extension ExactSum: Equatable {
  /// Equal when they round to the same number: one sum may be held as different partials.
  public static func == (a: ExactSum, b: ExactSum) -> Bool { a.value == b.value }
}
