import Foundation
import Reproducibility
import Testing

@testable import Scoring

@Suite struct StatisticsTests {
  @Test func distributionMergesExactly() throws {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<4000).map { _ in exp(generator.normal()) - 0.5 }
    let whole = Distribution(values)
    var merged = Distribution(values[3000...])
    merged.merge(Distribution(values[..<17]))
    merged.merge(Distribution(values[17..<3000]))
    #expect(merged == whole)
    let sorted = values.sorted()
    for q in [0.01, 0.1, 0.5, 0.9, 0.99] {
      let exact = sorted[Int((q * 3999).rounded())]
      #expect(abs(try #require(whole.quantile(q)) - exact) <= 0.00101 * abs(exact) + 1e-12)
    }
    #expect(whole.quantile(0) == sorted.first && whole.quantile(1) == sorted.last)
    let mean = values.reduce(0, +) / 4000
    #expect(abs(try #require(whole.mean) - mean) < 1e-12)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    #expect(abs(try #require(whole.deviation) - variance.squareRoot()) < 1e-9)
    let histogram = whole.histogram(edges: [-1, 0, 1, 100])
    #expect(histogram.reduce(0, +) == 4000)
    #expect(abs(histogram[0] - values.count { $0 < 0 }) <= 20)
  }

  @Test func fewNumbersHaveExactQuantiles() throws {
    let few = Distribution((0..<1000).map { Double($0) / 999 })
    #expect(abs(try #require(few.quantile(0.25)) - 0.25) < 1e-12)
    // One merge beyond the limit on any side ends in the same state.
    let rest = (0..<100).map { 1 + Double($0) }
    var a = few
    a.merge(Distribution(rest))
    var b = Distribution(rest)
    b.merge(few)
    var c = few
    for value in rest { c.add(value) }
    #expect(a == b && b == c)
    #expect(few.histogram(edges: [0, 0.5, 1]) == [500, 500])
  }

  @Test func distributionLeavesOutWhatIsNoNumber() {
    let none = Distribution([.nan, .infinity])
    #expect(none.count == 0 && none.mean == nil && none.median == nil)
    #expect(Distribution([0, 0, -0.0]).median == 0)
  }

  @Test func samplesDoNotDependOnTheRanks() {
    var whole = ItemSample<Int>(capacity: 50)
    var parts = (0..<4).map { _ in ItemSample<Int>(capacity: 50) }
    for i in 0..<1000 {
      whole.offer(i, row: i * 2)
      parts[i % 4].offer(999 - i, row: (999 - i) * 2)
    }
    var merged = parts[3]
    for part in parts[..<3] { merged.merge(part) }
    #expect(merged.rows.map(\.index) == whole.rows.map(\.index))
    #expect(merged.rows.count == 50 && !merged.isComplete && merged.offered == 1000)
    #expect(merged.rows.allSatisfy { $0.row == $0.index * 2 })
    let spread = Double(merged.rows.map(\.index).reduce(0, +)) / 50
    #expect((350...650).contains(spread))
  }

  @Test func testsAgreeWithSciPy() throws {
    // scipy 1.17.1: wilcoxon(method: "approx", correction: False).
    let x = (0..<20).map { (i: Int) -> Double in Double((i * 37) % 23) / 7 }
    let y = (0..<20).map { (i: Int) -> Double in Double((i * 17) % 19) / 6 }
    #expect(abs(try #require(PairedTest(zip(x, y))).pValue - 0.4939012303138084) < 1e-9)
    let a = (0..<15).map { (i: Int) -> Double in Double((i * 5) % 7) }
    let b = (0..<15).map { (i: Int) -> Double in Double((i * 3) % 5) }
    #expect(abs(try #require(PairedTest(zip(a, b))).pValue - 0.19423320074012707) < 1e-9)
  }

  @Test func pairsCountWhoIsAhead() throws {
    let test = try #require(PairedTest([(1, 0), (2, 2), (0, 3), (5, .nan)]))
    #expect(test.count == 3 && test.larger == 1 && test.smaller == 1)
    #expect(abs(test.difference.value - -2.0 / 3) < 1e-12)
    #expect(try #require(PairedTest([(1, 1)])).pValue == 1)
    #expect(PairedTest([(Double, Double)]()) == nil)
  }

  @Test func holmByHand() {
    #expect(holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(holm([0.9, 0.8]) == [1, 1])
  }

  @Test func bootstrapCoversTheMean() throws {
    // 40 experiments of 60 normal numbers: the 95 % interval holds the true mean in nearly all.
    var generator = SeededGenerator(seed: 11)
    var covered = 0
    for _ in 0..<40 {
      let values = (0..<60).map { _ in generator.normal() }
      let estimate = try #require(Bootstrap(resamples: 300).mean(of: values))
      if estimate.lower <= 0, estimate.upper >= 0 { covered += 1 }
    }
    #expect((34...40).contains(covered))
    let same = try #require(Bootstrap().median(of: [4, 4, 4]))
    #expect(same == Estimate(value: 4, lower: 4, upper: 4))
    #expect(Bootstrap().mean(of: []) == nil)
  }

  @Test func quantilesInterpolateAsNumPy() {
    // numpy.quantile([1, 2, 4, 9], [.1, .5, .95])
    #expect(abs(quantile(0.1, ofSorted: [1, 2, 4, 9]) - 1.3) < 1e-12)
    #expect(quantile(0.5, ofSorted: [1, 2, 4, 9]) == 3)
    #expect(abs(quantile(0.95, ofSorted: [1, 2, 4, 9]) - 8.25) < 1e-12)
  }
}
