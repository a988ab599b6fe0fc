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
}
