/// The real-number sum of doubles, without rounding, as a non-overlapping expansion (Shewchuk, "Adaptive Precision
/// Floating-Point Arithmetic", 1997, section 2.4).
struct ExactSum {
  /// Components of increasing magnitude whose exact sum is the sum.
  private var components: [Double] = []

  mutating func add(_ value: Double) {
    var carry = value
    var kept = 0
    for component in components {
      let sum = carry + component
      let virtual = sum - carry
      let rest = (carry - (sum - virtual)) + (component - virtual)
      if rest != 0 {
        components[kept] = rest
        kept += 1
      }
      carry = sum
    }
    components.removeSubrange(kept...)
    if carry != 0 { components.append(carry) }
  }

  /// -1, 0 or 1. The largest component outweighs all others together.
  var sign: Int {
    guard let last = components.last else { return 0 }
    return last > 0 ? 1 : -1
  }

  /// The sum rounded to a double.
  var rounded: Double { components.reduce(0, +) }
}
