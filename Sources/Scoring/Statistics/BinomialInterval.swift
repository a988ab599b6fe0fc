import Foundation

/// The exact interval of a probability from how often something happened (Clopper and Pearson, "The use of confidence or
/// fiducial limits illustrated in the case of the binomial", Biometrika 1934): it holds the true value at least as often as
/// it says, for any number of trials.
public struct BinomialInterval: Sendable, Equatable {
  public let lower: Double
  public let upper: Double

  /// - Parameters:
  ///   - trials: at least one.
  ///   - level: of confidence, in (0, 1).
  public init(successes: Int, of trials: Int, level: Double = 0.95) {
    precondition(trials >= 1 && (0...trials).contains(successes) && level > 0 && level < 1)
    let tail = (1 - level) / 2
    lower = successes == 0 ? 0 : Self.root { Self.upperTail(successes, trials, $0) < tail }
    upper = successes == trials ? 1 : Self.root { 1 - Self.upperTail(successes + 1, trials, $0) > tail }
  }

  /// Where a condition that holds for small probabilities ceases to.
  private static func root(_ isBelow: (Double) -> Bool) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The probability of `successes` or more.
  private static func upperTail(_ successes: Int, _ trials: Int, _ probability: Double) -> Double {
    guard probability > 0 else { return successes == 0 ? 1 : 0 }
    guard probability < 1 else { return 1 }
    let odds = log(probability) - log1p(-probability)
    var term = Double(trials) * log1p(-probability)
    var sum = 0.0
    for count in 0...trials {
      if count >= successes { sum += exp(term) }
      if count < trials { term += log(Double(trials - count) / Double(count + 1)) + odds }
    }
    return min(1, sum)
  }
}
