/// The gaps of the constraints met, by what they depend on: the weights in ascending order, and the bound.
struct ConstraintShapes {
  private struct Shape: Hashable {
    var weights: [Int64]
    var bound: Int64
  }

  /// Finding the gap of fewer weights is quicker than looking it up.
  private static let leastCount = 12

  private var gaps: [Shape: SubsetSumGap<Int64>] = [:]

  /// Distinct shapes met.
  var count: Int { gaps.count }

  mutating func gap<Integer>(weights: [Integer], bound: Integer) -> SubsetSumGap<Integer> {
    guard Integer.self == Int64.self, weights.count >= Self.leastCount else {
      return SubsetSumGap(weights: weights, bound: bound)
    }
    let shape = Shape(weights: weights.map { Int64($0) }.sorted(), bound: Int64(bound))
    if let known = gaps[shape] { return SubsetSumGap(below: Integer(known.below), reaching: Integer(known.reaching)) }
    let gap = SubsetSumGap(weights: shape.weights, bound: shape.bound)
    gaps[shape] = gap
    return SubsetSumGap(below: Integer(gap.below), reaching: Integer(gap.reaching))
  }
}
