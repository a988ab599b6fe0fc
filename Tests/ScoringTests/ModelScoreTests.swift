import Foundation
import Reproducibility
import Saliency
import Testing

@testable import Scoring

@Suite struct ModelScoreTests {
  /// Probability of class 0 is the weighted sum of the pixels, weights 0.1, 0.2, 0.3, 0.4 over a 2 x 2 image.
  static let weights: [Float] = [0.1, 0.2, 0.3, 0.4]
  let linear: Classify = { batch in
    batch.map { input in
      let p = zip(weights, input.values).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      return [p, 1 - p]
    }
  }
  let input = ModelInput(channels: 1, height: 2, width: 2, values: [1, 1, 1, 1])
  let map = SaliencyMap(height: 2, width: 2, values: weights)

  @Test func deletionByHand() throws {
    // Taken away in the order 0.4, 0.3, 0.2, 0.1: 1, 0.6, 0.3, 0.1, 0; trapezoids over four steps.
    let curves = try PixelOrderCurves(of: map, on: input, target: 0, steps: 4, start: .zero, classify: linear)
    for (found, expected) in zip(curves.deletion, [1, 0.6, 0.3, 0.1, 0]) { #expect(abs(found - expected) < 1e-6) }
    #expect(abs(curves.deletionAUC - (0.5 + 0.6 + 0.3 + 0.1) / 4) < 1e-6)
    for (found, expected) in zip(curves.insertion, [0, 0.4, 0.7, 0.9, 1]) { #expect(abs(found - expected) < 1e-6) }
    #expect(curves.passes == 10)
    let worst = SaliencyMap(height: 2, width: 2, values: [4, 3, 2, 1])
    let bad = try PixelOrderCurves(of: worst, on: input, target: 0, steps: 4, start: .zero, classify: linear)
    #expect(bad.deletionAUC > curves.deletionAUC && bad.insertionAUC < curves.insertionAUC)
  }

  @Test func curvesDoNotDependOnTheBatch() throws {
    let a = try PixelOrderCurves(of: map, on: input, target: 0, steps: 4, batch: 1, classify: linear)
    let b = try PixelOrderCurves(of: map, on: input, target: 0, steps: 4, batch: 3, classify: linear)
    #expect(a == b)
  }

  @Test func masksByHand() throws {
    let mask = PixelMask(height: 2, width: 2, bits: [false, false, true, true])
    let tests = try MaskTests.run(mask, on: input, target: 0, classify: linear)
    #expect(tests.map(\.fill) == [.zero, .mean, .blur])
    #expect(abs(tests[0].sufficiency - 0.7) < 1e-6 && tests[0].keepsClass)
    #expect(abs(tests[0].necessity - 0.3) < 1e-6 && tests[0].losesClass)
    // A flat image's mean and blur are the image itself.
    #expect(abs(tests[1].sufficiency - 1) < 1e-6 && !tests[1].losesClass)
    #expect(abs(tests[2].necessity - 1) < 1e-5)
  }

  @Test func muFidelityOfTheTruth() throws {
    // 9 x 9 image of ones, linear model: lost probability is exactly the hidden weight.
    var generator = SeededGenerator(seed: 2)
    let weights = (0..<81).map { _ in Float(generator.unit() / 81) }
    let linear: Classify = { batch in
      batch.map { [zip(weights, $0.values).reduce(Float(0)) { $0 + $1.0 * $1.1 }] }
    }
    let input = ModelInput(channels: 1, height: 9, width: 9, values: Array(repeating: 1, count: 81))
    let truth = SaliencyMap(height: 9, width: 9, values: weights)
    let perfect = try #require(try MuFidelity().score(of: truth, on: input, target: 0, classify: linear))
    #expect(abs(perfect - 1) < 1e-4)
    let opposite = SaliencyMap(height: 9, width: 9, values: weights.map { -$0 })
    #expect(abs(try #require(try MuFidelity().score(of: opposite, on: input, target: 0, classify: linear)) + 1) < 1e-4)
    let flat = SaliencyMap(height: 9, width: 9, values: Array(repeating: 1, count: 81))
    #expect(try MuFidelity().score(of: flat, on: input, target: 0, classify: linear) == nil)
    var ranks = MuFidelity()
    ranks.correlation = .spearman
    #expect(try #require(try ranks.score(of: truth, on: input, target: 0, classify: linear)) > 0.999)
  }

  @Test func weightedImageByHand() throws {
    // The map scaled to 0...1 is 0, 1/3, 2/3, 1: p = 0.2/3 + 0.6/3 + 0.4.
    let weighted = try WeightedInput(map, on: input, target: 0, probability: 1, classify: linear)
    #expect(abs(weighted.drop - (1 - (0.2 / 3 + 0.6 / 3 + 0.4))) < 1e-6 && !weighted.increases)
    let lower = try WeightedInput(map, on: input, target: 0, probability: 0.5, classify: linear)
    #expect(lower.drop == 0 && lower.increases)
  }

  @Test func informationCurveArea() throws {
    // numpy.trapezoid over the points (0, 0), (0.07, 0.1), (0.21, 0.1: kept growing), (0.5, 0.62), (0.83, 0.9), (1, 1).
    let area = InformationCurves.area(
      information: [100, 107, 121, 150, 183, 200], performance: [0.2, 0.28, 0.24, 0.696, 0.92, 1])
    #expect(abs(try #require(area) - 0.5342) < 1e-9)
    #expect(InformationCurves.area(information: [5, 6], performance: [1, 0.5]) == nil)
    #expect(InformationCurves.area(information: [6, 6], performance: [0, 1]) == nil)
  }

  @Test func informationCurvesPreferTheRightPixels() throws {
    // Texture everywhere; the model sees how much of a square's texture is there.
    var generator = SeededGenerator(seed: 9)
    let values = (0..<1024).map { _ in Float(generator.unit()) }
    let input = ModelInput(channels: 1, height: 32, width: 32, values: values)
    let classify: Classify = { batch in
      batch.map { candidate in
        var distance: Float = 0
        for y in 8..<16 { for x in 8..<16 { distance += abs(candidate.values[y * 32 + x] - values[y * 32 + x]) } }
        let p = exp(-distance / 8)
        return [p, 1 - p]
      }
    }
    let inside = PixelMask(height: 32, width: 32, boxes: [PixelBox(top: 8, left: 8, bottom: 16, right: 16)])
    let good = SaliencyMap(height: 32, width: 32, values: inside.bits.map { $0 ? 1 : 0 })
    let bad = SaliencyMap(height: 32, width: 32, values: inside.bits.map { $0 ? 0 : 1 })
    let curves = try InformationCurves(of: good, on: input, target: 0, classify: classify)
    let others = try InformationCurves(of: bad, on: input, target: 0, classify: classify)
    #expect(try #require(curves.softmaxAUC) > (try #require(others.softmaxAUC)) + 0.2)
    #expect(try #require(curves.accuracyAUC) > (try #require(others.accuracyAUC)))
    #expect(curves.passes == 15)
  }

  @Test func sparsenessByHand() throws {
    #expect(gini(SaliencyMap(height: 1, width: 4, values: [2, 2, 2, 2])) == 0)
    #expect(gini(SaliencyMap(height: 1, width: 4, values: [0, 0, -4, 0])) == 0.75)
    // Hurley and Rickard's formula on 1, 2, 3, 4: 1 - 2 (0.1 * 3.5 + 0.2 * 2.5 + 0.3 * 1.5 + 0.4 * 0.5) / 4.
    #expect(abs(try #require(gini(SaliencyMap(height: 2, width: 2, values: [4, 2, 1, 3]))) - 0.25) < 1e-12)
    #expect(gini(SaliencyMap(height: 1, width: 2, values: [0, 0])) == nil)
    #expect(abs(try #require(entropy(SaliencyMap(height: 1, width: 4, values: [1, -1, 1, 1]))) - log(4)) < 1e-12)
    #expect(entropy(SaliencyMap(height: 1, width: 4, values: [0, 7, 0, 0])) == 0)
    // scipy.stats.entropy([1, 2, 3, 4])
    #expect(
      abs(try #require(entropy(SaliencyMap(height: 2, width: 2, values: [4, 2, 1, 3]))) - 1.2798542258336676) < 1e-9)
  }

  @Test func sensitivityIsBoundedByTheNoise() throws {
    let change = try #require(
      sensitivity(of: map, on: input, radius: 0.01, samples: 20) { noisy in
        SaliencyMap(height: 2, width: 2, values: zip(Self.weights, noisy.values).map { $0 * $1 })
      })
    #expect(change > 0 && change <= 0.01 + 1e-6)
    let steady = sensitivity(of: map, on: input, radius: 0.5) { _ in map }
    #expect(steady == 0)
  }

  @Test func scorerNamesItsResults() throws {
    let scorer = ExplanationScorer.everything
    var passes = 0
    let counting: Classify = { batch in
      passes += batch.count
      return try linear(batch)
    }
    let truth = PixelMask(height: 2, width: 2, bits: [false, false, false, true])
    let item = ScoredItem(input: input, target: 0, probability: 1, truth: truth, classify: counting)
    var scores = try scorer.scores(of: map, named: "ig", for: item, explain: { _ in map })
    scores += try scorer.scores(of: truth, for: item)
    scores += try scorer.scores(ofItem: item)
    let names = scores.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(
      Set(names).isSuperset(of: [
        "ig.pointing", "ig.iou", "ig.auc", "ig.lss", "ig.deletion", "ig.insertion", "ig.drop", "ig.gini",
        "ig.stability",
        "mask.iou", "mask.kept-zero", "mask.necessity-blur", "any-box.lss",
      ]))
    #expect(scores.first { $0.name == "ig.pointing" }?.value == 1)
    #expect(passes <= scorer.passes(maps: 1, masks: 1))
    #expect(ExplanationScorer().passes(maps: 3, masks: 1) == 0)
  }
}
