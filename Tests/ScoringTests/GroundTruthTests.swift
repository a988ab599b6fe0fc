import Saliency
import Testing

@testable import Scoring

@Suite struct GroundTruthTests {
  let map = SaliencyMap(height: 2, width: 3, values: [0, 1, 5, 5, 2, 0])
  let truth = PixelMask(height: 2, width: 3, bits: [false, false, true, false, true, false])

  @Test func pointingGameSharesTies() {
    #expect(pointingGame(map, truth: truth) == 0.5)
    let single = SaliencyMap(height: 2, width: 3, values: [0, 1, 5, 4, 2, 0])
    #expect(pointingGame(single, truth: truth) == 1)
    #expect(pointingGame(single, truth: PixelMask(height: 2, width: 3, bits: Array(repeating: false, count: 6))) == nil)
  }

  @Test func pointingGameToleratesNearMisses() {
    let corner = SaliencyMap(height: 2, width: 3, values: [9, 1, 5, 4, 2, 0])
    #expect(pointingGame(corner, truth: truth) == 0)
    #expect(pointingGame(corner, truth: truth, tolerance: 1) == 0)  // the nearest object pixel is diagonal
    #expect(pointingGame(corner, truth: truth, tolerance: 1.5) == 1)
  }

  @Test func agreesWithScikitLearn() throws {
    // scikit-learn 1.x: roc_auc_score, precision_recall_curve (2pr/(p+r)), jaccard_score over all thresholds.
    let values = (0..<30).map { (i: Int) -> Float in Float((7 * i * i + 3 * i) % 11) }
    let bits = (0..<30).map { (1...3).contains($0 % 6) && (1...3).contains($0 / 6) }
    let map = SaliencyMap(height: 5, width: 6, values: values)
    let truth = PixelMask(height: 5, width: 6, bits: bits)
    let sweep = ThresholdSweep(map, truth: truth)
    #expect(abs(try #require(sweep.rocAUC) - 0.4735449735449736) < 1e-12)
    #expect(abs(try #require(sweep.bestF1) - 0.4615384615384615) < 1e-12)
    #expect(abs(sweep.lowestMAE - 0.3) < 1e-12)
    #expect(abs(try #require(sweep.bestIoU) - 0.3) < 1e-12)
    #expect(abs(try #require(intersectionOverUnion(map, truth)) - 0.17647058823529413) < 1e-12)
    #expect(abs(try #require(energyInside(map, truth: truth)) - 0.2966101694915254) < 1e-12)
  }

  @Test func perfectAndHopelessMaps() {
    let perfect = ThresholdSweep(SaliencyMap(height: 2, width: 3, values: [0, 0, 1, 0, 1, 0]), truth: truth)
    #expect(perfect.rocAUC == 1 && perfect.bestF1 == 1 && perfect.lowestMAE == 0 && perfect.bestIoU == 1)
    let flat = ThresholdSweep(SaliencyMap(height: 2, width: 3, values: [3, 3, 3, 3, 3, 3]), truth: truth)
    #expect(flat.rocAUC == 0.5)
    let opposite = ThresholdSweep(SaliencyMap(height: 2, width: 3, values: [1, 1, 0, 1, 0, 1]), truth: truth)
    #expect(opposite.rocAUC == 0)
    #expect(opposite.lowestMAE == 2.0 / 6)  // the empty mask
    let everything = PixelMask(height: 2, width: 3, bits: Array(repeating: true, count: 6))
    #expect(ThresholdSweep(map, truth: everything).rocAUC == nil)
  }

  @Test func overlapByHand() {
    let other = PixelMask(height: 2, width: 3, bits: [false, true, true, false, false, false])
    #expect(intersectionOverUnion(truth, other) == 1.0 / 3)
    let none = PixelMask(height: 2, width: 3, bits: Array(repeating: false, count: 6))
    #expect(intersectionOverUnion(none, none) == nil)
    #expect(energyInside(map, truth: truth) == 7.0 / 13)
    #expect(energyInside(SaliencyMap(height: 2, width: 3, values: [-1, 0, 0, 0, 0, -2]), truth: truth) == nil)
  }
}
