import Reproducibility
import Testing

@Suite struct CorrelationTests {
  @Test func correlationsAgreeWithSciPy() throws {
    // scipy 1.17.1: pearsonr, spearmanr.
    let x = (0..<20).map { (i: Int) -> Double in Double((i * 37) % 23) / 7 }
    let y = (0..<20).map { (i: Int) -> Double in Double((i * 17) % 19) / 6 }
    #expect(abs(try #require(pearson(x, y)) - -0.06399899693419699) < 1e-12)
    #expect(abs(try #require(spearman(x, y)) - -0.05340353894021614) < 1e-12)
    let a = (0..<15).map { (i: Int) -> Double in Double((i * 5) % 7) }
    let b = (0..<15).map { (i: Int) -> Double in Double((i * 3) % 5) }
    #expect(abs(try #require(spearman(a, b)) - 0.2807457601072221) < 1e-12)
    #expect(pearson([1, 1], [2, 3]) == nil && pearson([1], [2]) == nil)
  }

  @Test func tiesShareTheirMeanRank() throws {
    #expect(meanRanks([3, 1, 3, 2] as [Float]) == [3.5, 1, 3.5, 2])
    // By hand: ranks (1, 2, 3, 4) against (1, 3, 2, 4): 1 - 6 * 2 / (4 * 15) = 0.8.
    let value = try #require(spearman([1, 2, 3, 4] as [Float], [1, 3, 2, 4]))
    #expect(abs(value - 0.8) < 1e-12)
    #expect(spearman([1, 1], [1, 2]) == nil)
  }
}
