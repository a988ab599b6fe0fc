import Foundation
import Reproducibility
import Testing

@testable import Scoring

@Suite struct RankStatisticsTests {
  /// roc_auc_score of scikit-learn 1.9.1; the interval by DeLong's definition in NumPy and scipy.stats.norm.
  @Test func areaUnderTheCurveAgreesWithScikitLearn() throws {
    let area = try #require(ROCArea([0.9, 0.4, 0.4, 0.7, 0.2, 0.55], [0.1, 0.4, 0.3, 0.7, 0.05, 0.2, 0.35]))
    #expect(abs(area.estimate.value - 0.7857142857142858) < 1e-12)
    #expect(abs(area.estimate.lower - 0.5200195325235029) < 1e-12 && area.estimate.upper == 1)
    #expect(area.positives == 6 && area.negatives == 7)
  }

  /// DeLong, DeLong and Clarke-Pearson's definition: all pairs.
  @Test func areaAgreesWithAllPairs() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20 {
      // Few different numbers: many ties.
      let positives = (0..<generator.index(below: 20) + 2).map { _ in Double(generator.index(below: 9)) }
      let negatives = (0..<generator.index(below: 20) + 2).map { _ in Double(generator.index(below: 8)) }
      func beats(_ a: Double, _ b: Double) -> Double { a > b ? 1 : a == b ? 0.5 : 0 }
      let rows = positives.map { a in negatives.reduce(0) { $0 + beats(a, $1) } / Double(negatives.count) }
      let columns = negatives.map { b in positives.reduce(0) { $0 + beats($1, b) } / Double(positives.count) }
      let mean = rows.reduce(0, +) / Double(rows.count)
      func variance(_ v: [Double]) -> Double { v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(v.count - 1) }
      let error = (variance(rows) / Double(rows.count) + variance(columns) / Double(columns.count)).squareRoot()
      let area = try #require(ROCArea(positives, negatives)).estimate
      #expect(abs(area.value - mean) < 1e-12)
      #expect(abs(area.lower - max(0, mean - 1.959963984540054 * error)) < 1e-9)
      #expect(abs(area.upper - min(1, mean + 1.959963984540054 * error)) < 1e-9)
    }
  }

  @Test func areaNeedsBothGroups() throws {
    #expect(ROCArea([1], [1, 2, 3]) == nil && ROCArea([1, .nan], [2, 3]) == nil)
    #expect(try #require(ROCArea([3, 4], [1, 2])).estimate == Estimate(value: 1, lower: 1, upper: 1))
    #expect(try #require(ROCArea([1, 1], [1, 1])).estimate.value == 0.5)
  }

  /// From scipy.stats.friedmanchisquare 1.17.1, which is corrected for ties: W = chi^2 / (m (n - 1)).
  @Test func concordanceAgreesWithSciPy() throws {
    let judges: [[Double]] = [[1, 2, 3, 4, 5, 6], [2, 1, 3, 3, 6, 5], [1, 3, 2, 5, 5, 6], [6, 5, 4, 3, 2, 1]]
    #expect(abs(try #require(kendallsW(judges)) - 0.20471014492753584) < 1e-12)
    #expect(abs(try #require(kendallsW(Array(judges[..<3]))) - 0.8802588996763753) < 1e-12)
  }

  @Test func concordanceByHand() throws {
    #expect(kendallsW([[1, 2, 3], [10, 20, 30]]) == 1)
    #expect(kendallsW([[1, 2, 3], [3, 2, 1]]) == 0)
    // Sums of ranks 1 + 2, 2 + 1, 3 + 3: S = 1 + 1 + 4 ... 12 * (1 + 1 + 4) / (4 * 24) = 0.75.
    #expect(kendallsW([[1, 2, 3], [2, 1, 3]]) == 0.75)
    #expect(kendallsW([[1, 2, 3]]) == nil && kendallsW([[1], [2]]) == nil && kendallsW([[1, 1], [2, 2]]) == nil)
  }
}
