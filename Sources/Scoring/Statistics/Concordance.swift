import Reproducibility

/// Kendall's coefficient of concordance W: how far several judges rank the same things alike, from 0 (their sums of
/// ranks are all equal) to 1 (the same ranking), with his correction for ties (Kendall and Babington Smith, Annals of
/// Mathematical Statistics 10, 1939; Siegel and Castellan, 1988, section 9.2).
///
/// - Parameter ratings: of each judge one number for each thing.
/// - Returns: nil unless there are two judges and two things, and some judge tells things apart.
/// - Precondition: all judges rate as many things.
public func kendallsW(_ ratings: [[Double]]) -> Double? {
  guard ratings.count > 1, let things = ratings.first?.count, things > 1 else { return nil }
  precondition(ratings.allSatisfy { $0.count == things })
  let (m, n) = (Double(ratings.count), Double(things))
  var sums = [Double](repeating: 0, count: things)
  var ties = 0.0
  for judge in ratings {
    let ranks = meanRanks(judge)
    for thing in sums.indices { sums[thing] += ranks[thing] }
    // A group of t equal numbers shares one rank.
    for size in Dictionary(ranks.map { ($0, 1.0) }, uniquingKeysWith: +).values { ties += size * size * size - size }
  }
  let mean = m * (n + 1) / 2
  let spread = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  let most = m * m * (n * n * n - n) - m * ties
  return most > 0 ? 12 * spread / most : nil
}
