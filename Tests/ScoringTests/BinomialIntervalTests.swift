import Scoring
import Testing

@Suite struct BinomialIntervalTests {
  /// Values of scipy.stats.binomtest(...).proportion_ci(method="exact").
  @Test(arguments: [
    (0, 10, 0.0, 0.308497), (10, 10, 0.691503, 1.0), (7, 10, 0.347547, 0.933261), (1, 100, 0.000253, 0.054459),
    (480, 1000, 0.448633, 0.511485),
  ])
  func agreesWithAnotherImplementation(successes: Int, trials: Int, lower: Double, upper: Double) {
    let interval = BinomialInterval(successes: successes, of: trials)
    #expect(abs(interval.lower - lower) < 1e-6, "\(interval)")
    #expect(abs(interval.upper - upper) < 1e-6, "\(interval)")
  }

  @Test func withoutAnyFailureTheRuleOfThreeIsNearlyExact() {
    let interval = BinomialInterval(successes: 300, of: 300, level: 0.9)
    // One-sided 95 %: p^300 = 0.05.
    #expect(abs(interval.lower - 0.990064) < 1e-6 && 1 - interval.lower < 3.0 / 300)
  }
}
