import Saliency
import Testing

@testable import Scoring

/// Similarity of maps against scikit-image and SciPy, masks by counting.
@Suite struct MapSimilarityTests {
  private func map(_ value: (Int, Int) -> Float) -> SaliencyMap {
    SaliencyMap(height: 9, width: 11, values: (0..<9).flatMap { y in (0..<11).map { value(y, $0) } })
  }

  private var first: SaliencyMap { map { y, x in Float((y * 7 + x * 3) % 11) } }
  private var other: SaliencyMap { map { y, x in Float((y * 5 + x * x) % 13) } }
  private var near: SaliencyMap { map { y, x in Float((y * 7 + x * 3) % 11) + 0.5 * Float((x * y) % 3) } }

  /// skimage.metrics.structural_similarity(a, b, data_range=1.0) of the maps scaled to 0...1.
  @Test func structuralSimilarityIsScikitImages() throws {
    #expect(abs(try #require(MapSimilarity.structuralSimilarity(first, first)) - 1) < 1e-12)
    #expect(abs(try #require(MapSimilarity.structuralSimilarity(first, other)) - 0.20926679282752844) < 1e-9)
    #expect(abs(try #require(MapSimilarity.structuralSimilarity(first, near)) - 0.9875764261009613) < 1e-9)
    let small = SaliencyMap(height: 6, width: 20, values: [Float](repeating: 0, count: 120))
    #expect(MapSimilarity.structuralSimilarity(small, small) == nil)
  }

  /// scipy.stats.spearmanr.
  @Test func rankCorrelationIsSciPys() throws {
    #expect(abs(try #require(MapSimilarity.rankCorrelation(first, other)) - 0.19688254631549738) < 1e-9)
    #expect(abs(try #require(MapSimilarity.rankCorrelation(first, near)) - 0.9922646713951229) < 1e-9)
    #expect(MapSimilarity.rankCorrelation(first, map { _, _ in 1 }) == nil)
  }

  @Test func masksOverlap() {
    let grid = WindowGrid(height: 4, width: 4, window: 2)
    func mask(_ bits: [Bool]) -> WindowMask { WindowMask(grid: grid, bits: bits) }
    #expect(MapSimilarity.overlap(mask([true, true, false, false]), mask([false, true, true, false])) == 1.0 / 3)
    #expect(MapSimilarity.overlap(mask([false, false, false, false]), mask([false, false, false, false])) == 1)
  }

  /// sklearn.metrics.f1_score of the two masks' bits is Dice's coefficient; here 2 * 1 / (2 + 2), counted.
  @Test func diceByHand() throws {
    func mask(_ bits: [Bool]) -> PixelMask { PixelMask(height: 2, width: 2, bits: bits) }
    let (a, b) = (mask([true, true, false, false]), mask([false, true, true, false]))
    #expect(MapSimilarity.dice(a, b) == 0.5 && MapSimilarity.dice(a, a) == 1)
    #expect(MapSimilarity.dice(mask([false, false, false, false]), mask([false, false, false, false])) == 1)
    #expect(MapSimilarity.dice(a, PixelMask(height: 1, width: 4)) == nil)
  }

  @Test func topPixelsByHand() throws {
    func top(_ values: [Float], _ share: Double = 0.3) throws -> TopPixels {
      try #require(TopPixels(SaliencyMap(height: 1, width: 10, values: values), share: share))
    }
    let rising = try top([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(rising.count == 3)
    // 7, 8 and 9 against 0, 8 and 9: two of three.
    #expect(rising.intersection(with: try top([9, 0, 0, 0, 0, 0, 0, 0, 8, 7])) == 2.0 / 3)
    #expect(rising.intersection(with: try top([9, 8, 7, 0, 0, 0, 0, 0, 0, 0])) == 0)
    // Of the four pixels that tie for two places each belongs in half: 1 + 1/2 + 1/2 of the three in common.
    let tied = try top([0, 0, 0, 0, 0, 5, 5, 5, 5, 9])
    #expect(rising.intersection(with: tied) == 2.0 / 3 && tied.intersection(with: tied) == 1)
    // A map that says nothing shares with any other as much as chance would.
    let flat = try top([Float](repeating: 1, count: 10))
    #expect(abs(try #require(rising.intersection(with: flat)) - 0.3) < 1e-12)
    #expect(rising.intersection(with: try top([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0.5)) == nil)
    #expect(TopPixels(SaliencyMap(height: 1, width: 2, values: [.nan, 1]), share: 0.5) == nil)
  }
}
