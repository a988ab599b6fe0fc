/// The largest subset sum below a bound and the smallest not below it.
struct SubsetSumGap<Integer: SignedInteger> {
  var below: Integer
  var reaching: Integer

  init(below: Integer, reaching: Integer) {
    self.below = below
    self.reaching = reaching
  }

  init(weights: [Integer], bound: Integer) {
    let half = weights.count / 2
    let first = Self.subsetSums(weights[..<half])
    let second = Self.subsetSums(weights[half...])
    below = 0
    reaching = first.last! + second.last!
    // Walk the staircase between sums that miss and sums that reach the bound.
    var j = second.count - 1
    for sum in first {
      while j >= 0 && sum + second[j] >= bound {
        let candidate = sum + second[j]
        if candidate < reaching { reaching = candidate }
        j -= 1
      }
      if j < 0 { break }
      let candidate = sum + second[j]
      if candidate > below { below = candidate }
    }
  }

  private static func subsetSums(_ weights: ArraySlice<Integer>) -> [Integer] {
    var sums: [Integer] = [0]
    for weight in weights {
      var merged: [Integer] = []
      merged.reserveCapacity(sums.count * 2)
      var i = 0
      var j = 0
      while i < sums.count || j < sums.count {
        if j == sums.count || (i < sums.count && sums[i] <= sums[j] + weight) {
          merged.append(sums[i])
          i += 1
        } else {
          merged.append(sums[j] + weight)
          j += 1
        }
      }
      sums = merged
    }
    return sums
  }

  /// The coarsest rounding by a power of two that keeps every sum on its side, or nil when their sum exceeds 2^60.
  ///
  /// Rounding n weights to the nearest moves a sum by at most n/2 units; so the two sides stay apart as long as the
  /// gap is wider than n units.
  func rounded(weights: [Integer], literals: [Literal]) -> IntegerConstraint? {
    let count = Integer(weights.count)
    var shift = 0
    while (count << (shift + 1)) < reaching - below { shift += 1 }
    var total: Integer = 0
    for weight in weights { total += weight }
    if total >> shift >= Integer(1) << 60 { return nil }
    if shift == 0 {
      return IntegerConstraint(literals: literals, weights: weights.map { Int64($0) }, bound: Int64(reaching))
    }
    let halfUnit = Integer(1) << (shift - 1)
    let rounded = weights.map { Int64(($0 + halfUnit) >> shift) }
    // The feasible sums reach at least reaching / 2^shift - n/2, and being integers, that rounded up.
    let doubled: Integer = (reaching << 1) - (count << shift)
    let unit: Integer = Integer(1) << (shift + 1)
    let bound = Int64((doubled + (unit - 1)) >> (shift + 1))
    return IntegerConstraint.trimmed(literals, rounded, bound)
  }
}
