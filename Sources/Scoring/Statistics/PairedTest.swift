import Foundation

/// Do two methods differ on the same items?
public struct PairedTest: Sendable, Equatable {
  /// Items compared: those where both numbers are finite.
  public var count: Int
  /// Items where the first number is larger, and smaller.
  public var larger: Int
  public var smaller: Int
  /// Mean of first minus second, with its bootstrap interval.
  public var difference: Estimate
  /// Two-sided p of Wilcoxon's signed-rank test (normal approximation with tie correction, zeros dropped as in Wilcoxon
  /// 1945, no continuity correction); 1 when no pair differs.
  public var pValue: Double

  /// - Returns: nil when there is no pair.
  public init?(_ pairs: some Sequence<(Double, Double)>, bootstrap: Bootstrap = Bootstrap()) {
    let differences = pairs.map { $0 - $1 }.filter(\.isFinite)
    guard let difference = bootstrap.mean(of: differences) else { return nil }
    count = differences.count
    larger = differences.count { $0 > 0 }
    smaller = differences.count { $0 < 0 }
    self.difference = difference
    pValue = wilcoxonSignedRank(differences)
  }
}

/// Two-sided p-value of Wilcoxon's signed-rank test for differences symmetric about zero, by the normal approximation.
func wilcoxonSignedRank(_ differences: [Double]) -> Double {
  let ordered = differences.filter { $0 != 0 }.sorted { abs($0) < abs($1) }
  let n = Double(ordered.count)
  guard n > 0 else { return 1 }
  var (positiveRanks, ties) = (0.0, 0.0)
  var start = 0
  while start < ordered.count {
    var end = start
    while end < ordered.count, abs(ordered[end]) == abs(ordered[start]) { end += 1 }
    let size = Double(end - start)
    let rank = Double(start + 1 + end) / 2
    positiveRanks += rank * Double(ordered[start..<end].count { $0 > 0 })
    ties += size * size * size - size
    start = end
  }
  let mean = n * (n + 1) / 4
  let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
  guard variance > 0 else { return 1 }
  return erfc(abs(positiveRanks - mean) / variance.squareRoot() / 2.0.squareRoot())
}

/// Holm's correction of several p-values (Scandinavian Journal of Statistics 6, 1979), in the order given.
public func holm(_ pValues: [Double]) -> [Double] {
  var corrected = pValues
  var running = 0.0
  for (rank, i) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
    running = max(running, min(1, pValues[i] * Double(pValues.count - rank)))
    corrected[i] = running
  }
  return corrected
}
