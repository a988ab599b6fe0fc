import Foundation
import Saliency
import Testing

@testable import Scoring

@Suite struct LogSaliencyScoreTests {
  /// Believes in class 0 by the mean of what it sees.
  let brightness: Classify = { batch in
    batch.map { input in
      let mean = input.values.reduce(0, +) / Float(input.values.count)
      return [mean, 1 - mean]
    }
  }

  /// 10 x 10, dark but for a bright 4 x 5 block.
  let input = ModelInput(
    channels: 1, height: 10, width: 10,
    values: (0..<100).map { (2..<6).contains($0 / 10) && (3..<8).contains($0 % 10) ? 1 : 0 })

  @Test func formula() {
    #expect(abs(LogSaliencyScore.value(keptShare: 0.5, probability: 0.25) - log(2)) < 1e-12)
    #expect(LogSaliencyScore.value(keptShare: 0.01, probability: 1) == log(0.05))
    #expect(LogSaliencyScore.value(keptShare: 1, probability: 0).isFinite)
  }

  @Test func theBlockItselfIsTheBestCrop() throws {
    let map = SaliencyMap(height: 10, width: 10, values: input.values.map { $0 * 2 })
    let best = try LogSaliencyScore.best(of: map, on: input, target: 0, classify: brightness)
    #expect(best.box == PixelBox(top: 2, left: 3, bottom: 6, right: 8))
    #expect(abs(best.score - log(0.2)) < 1e-6)
    #expect(best.probability == 1)
  }

  @Test func bruteForceFindsNothingBetter() throws {
    let best = try LogSaliencyScore.bruteForce(on: input, target: 0, classify: brightness)
    #expect(best.passes == 2025)
    // Any bright crop of two cells a side: 4 of 100 pixels, floored at 0.05.
    #expect(abs(best.score - log(0.05)) < 1e-6)
    #expect(best.box.area <= 5)
  }

  @Test func flatMapIsScoredByTheWholeImage() throws {
    let flat = SaliencyMap(height: 10, width: 10, values: Array(repeating: 0, count: 100))
    let score = try LogSaliencyScore.best(of: flat, on: input, target: 0, classify: brightness)
    #expect(score.box.area == 100)
    #expect(abs(score.score - -log(0.2)) < 1e-6)
    #expect(score.passes == 1)
  }

  @Test func batchesDoNotMatter() throws {
    let map = SaliencyMap(height: 10, width: 10, values: (0..<100).map { Float(($0 * 37) % 101) })
    let one = try LogSaliencyScore.best(of: map, on: input, target: 0, batch: 1, classify: brightness)
    let many = try LogSaliencyScore.best(of: map, on: input, target: 0, batch: 64, classify: brightness)
    #expect(one == many)
  }

  @Test func aShortBatchIsAnError() {
    #expect(throws: ScoringError.wrongBatch(expected: 1, found: 0)) {
      try LogSaliencyScore.best(
        of: SaliencyMap(height: 10, width: 10, values: Array(repeating: 0, count: 100)), on: input, target: 0,
        classify: { _ in [] })
    }
  }

  @Test func croppingTheWholeImageChangesNothing() {
    let ramp = ModelInput(channels: 2, height: 3, width: 4, values: (0..<24).map(Float.init))
    #expect(ramp.cropped(to: PixelBox(top: 0, left: 0, bottom: 3, right: 4)) == ramp)
  }

  @Test func croppingResizesBilinearly() {
    // torch.nn.functional.interpolate([[0, 1], [2, 3]] to 4 x 4, mode: bilinear, align_corners: false), as a crop of the upper left.
    var values = [Float](repeating: 9, count: 16)
    (values[0], values[1], values[4], values[5]) = (0, 1, 2, 3)
    let crop = ModelInput(channels: 1, height: 4, width: 4, values: values)
      .cropped(to: PixelBox(top: 0, left: 0, bottom: 2, right: 2))
    #expect(
      crop.values == [
        0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3,
      ])
  }
}
