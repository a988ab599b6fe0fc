/// Pearson's correlation; nil when there are fewer than two pairs or one side does not vary.
///
/// - Precondition: `x.count == y.count`.
public func pearson(_ x: [Double], _ y: [Double]) -> Double? {
  precondition(x.count == y.count)
  guard x.count > 1 else { return nil }
  let n = Double(x.count)
  let (mx, my) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
  var (sxy, sxx, syy) = (0.0, 0.0, 0.0)
  for (a, b) in zip(x, y) {
    sxy += (a - mx) * (b - my)
    sxx += (a - mx) * (a - mx)
    syy += (b - my) * (b - my)
  }
  guard sxx > 0, syy > 0 else { return nil }
  return sxy / (sxx * syy).squareRoot()
}

/// Spearman's rank correlation: Pearson's of the ranks.
public func spearman<Number: Comparable>(_ x: [Number], _ y: [Number]) -> Double? {
  pearson(meanRanks(x), meanRanks(y))
}

/// The ranks of numbers, from 1; equal ones share their mean rank.
public func meanRanks(_ values: [some Comparable]) -> [Double] {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for i in order[start..<end] { ranks[i] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}
