import Testing

@testable import NeuralNetwork

@Suite struct BatchTests {
  private static let megabyte = 1 << 20

  @Test(arguments: [(10, nil, 8), (10, 200, 8), (10, 25, 5), (10, 1, 1), (25, nil, 3), (60, 25, 2), (75, nil, 2)])
  func pointsOfAPathLeaveLittleOfTheLastBatchEmpty(megabytes: Int, points: Int?, batch: Int) {
    #expect(Plan.pathBatch(bytesPerPoint: megabytes * Self.megabyte, points: points) == batch)
  }

  @Test func memoryAndCacheBoundThePointsOfABatch() {
    #expect(Plan.pathBatch(bytesPerPoint: 1000 * Self.megabyte, points: nil) == 1)
    #expect(Plan.pathBatch(bytesPerPoint: 1000, points: nil) == 32)
  }

  @Test(arguments: [(0, 8), (1, 8), (2, 8), (3, 4), (4, 4), (6, 2), (1000, 2)])
  func inputsThatAreScoredTogetherFitTheCache(megabytes: Int, batch: Int) {
    #expect(Plan.scoringBatch(bytesPerInput: megabytes * Self.megabyte) == batch)
  }
}
