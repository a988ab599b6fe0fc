import Foundation
import Saliency
import Testing

@testable import Scoring

/// One small image, map and model scored by published packages. Values from scripts/reference-scores.py: Quantus 0.6.0,
/// captum 0.9.0, saliency 0.2.1 (the authors' package of the information curves), scikit-learn 1.9.1, grad-cam 1.5.7 (with the imputation of
/// ROAD's authors), SciPy 1.17.1.
@Suite struct PublishedImplementationTests {
  static let side = 9
  static let image = (0..<81).map { Float(0.5 + 0.5 * cos(1.7 * Double($0))) }
  static let weights = (0..<81).map { Float(sin(3.0 * Double($0) + 1) / 8) }
  static let importance = (0..<81).map { weights[$0] * image[$0] + Float(0.05 * sin(5.0 * Double($0))) }

  let input = ModelInput(channels: 1, height: side, width: side, values: image)
  let map = SaliencyMap(height: side, width: side, values: importance)
  let truth = PixelMask(height: side, width: side, boxes: [PixelBox(top: 2, left: 3, bottom: 6, right: 8)])
  let model: Classify = { batch in
    batch.map { input in
      let score = zip(weights, input.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      let p = 1 / (1 + exp(-score))
      return [Float(p), Float(1 - p)]
    }
  }

  @Test func deletionAndInsertionAreQuantusPixelFlipping() throws {
    let curves = try PixelOrderCurves(of: map, on: input, target: 0, steps: 9, start: .zero, classify: model)
    let deletion = [
      0.345907013, 0.252282262, 0.249982749, 0.234385254, 0.237530211, 0.250781344, 0.267107276, 0.329434755, 0.5,
    ]
    let insertion = [
      0.673684575, 0.763920481, 0.766118504, 0.78100471, 0.778006378, 0.765355253, 0.749728907, 0.689666514,
      0.521940402,
    ]
    // The package leaves out the untouched image.
    for (value, expected) in zip(curves.deletion.dropFirst(), deletion) { #expect(abs(value - expected) < 1e-5) }
    for (value, expected) in zip(curves.insertion.dropFirst(), insertion) { #expect(abs(value - expected) < 1e-5) }
  }

  /// Random sets of 16 of 81 cells, other ones there and here: agreement as close as so many sets allow.
  @Test func muFidelityIsQuantusFaithfulnessCorrelation() throws {
    var fidelity = MuFidelity()
    fidelity.samples = 5_000
    let score = try #require(try fidelity.score(of: map, on: input, target: 0, classify: model))
    #expect(abs(score - 0.835238294) < 0.01)
  }

  private func item(seed: UInt64 = 1) throws -> ScoredItem {
    ScoredItem(
      input: input, target: 0, probability: Double(try model([input])[0][0]), seed: seed, classify: model)
  }

  /// A hundredth of the channel's deviation as noise in each imputed pixel; the package's imputer had none.
  @Test func roadIsTheAuthorsImputationMostAndLeastRelevantFirst() throws {
    let scores = try ExplanationScorer([RemoveAndDebias()]).scores(of: map, named: "m", for: item())
    #expect(abs(try #require(scores["m.road-morf"]) - 0.440955222) < 2e-3)
    #expect(abs(try #require(scores["m.road-lerf"]) - 0.590796173) < 2e-3)
    let half: Double = (0.590796173 - 0.440955222) / 2
    #expect(abs(try #require(scores["m.road"]) - half) < 2e-3)
  }

  @Test func regionPerturbationIsQuantusRegionPerturbation() throws {
    let losses: [Double] = [
      0.0206675278, 0.0250877662, 0.0503442821, 0.0736951698, 0.0427860558, 0.018093685, 0.0336485038, 0.041043699,
      0.0219404023,
    ]
    var measure = RegionPerturbation()
    measure.window = 3
    let aopc = try measure.passes(of: map, on: item().removed, fill: .zero).run(target: 0, batch: 4, classify: model)
    let expected: Double = losses.reduce(0, +) / 10
    #expect(abs(aopc - expected) < 1e-6)
  }

  /// Sets of 4, 16 and 40 pixels: one faithfulness correlation each.
  @Test func sensitivityNIsTheMeanOfFaithfulnessCorrelations() throws {
    var measure = SensitivityN()
    measure.sizes = [4, 16, 40]
    measure.samples = 3_000
    let found = try measure.passes(of: map, on: item().removed, seed: 3, fill: .zero)
      .run(target: 0, batch: 64, classify: model)
    let expected: Double = (0.833898969 + 0.836685951 + 0.836963756) / 3
    let value = try #require(found)
    #expect(abs(value - expected) < 0.01)
  }

  @Test func singleDeletionIsSciPysRankCorrelationOfCells() throws {
    let scores = try ExplanationScorer([SingleDeletion()]).scores(of: map, named: "m", for: item())
    #expect(abs(try #require(scores["m.single-deletion"]) - 0.697058824) < 1e-8)
  }

  @Test func formAgreesWithQuantus() throws {
    #expect(abs(try #require(gini(map)) - 0.422509762) < 1e-6)  // Sparseness
    #expect(abs(try #require(entropy(map)) - 4.1019702) < 1e-6)  // Complexity
  }

  @Test func localisationAgreesWithQuantusAndScikitLearn() throws {
    #expect(pointingGame(map, truth: truth) == 0)  // PointingGame
    // RelevanceRankAccuracy is the share r of the object among as many strongest pixels: IoU = r / (2 - r).
    let rank = 0.25
    #expect(abs(try #require(intersectionOverUnion(map, truth)) - rank / (2 - rank)) < 1e-9)
    // RelevanceMassAccuracy of the map's positive part.
    #expect(abs(try #require(energyInside(map, truth: truth)) - 0.236485794) < 1e-6)
    let sweep = ThresholdSweep(map, truth: truth)
    #expect(abs(try #require(sweep.rocAUC) - 0.53852459) < 1e-8)  // AUC, and roc_auc_score
    #expect(abs(try #require(sweep.bestF1) - 0.423529412) < 1e-8)
  }

  @Test func stabilityIsCaptumsSensitivityMax() throws {
    // The map is the weights times the squared image; the noise is the script's, whatever is drawn here.
    func square(_ image: [Float]) -> SaliencyMap {
      SaliencyMap(height: Self.side, width: Self.side, values: zip(Self.weights, image).map { $0 * $1 * $1 })
    }
    var sample = 0
    let change = sensitivity(of: square(Self.image), on: input, radius: 0.1, samples: 5) { _ in
      let noisy = Self.image.enumerated().map {
        $0.element + Float(0.1 * sin(7 * Double($0.offset) + 13 * Double(sample)))
      }
      sample += 1
      return square(noisy)
    }
    #expect(abs(try #require(change) - 0.186456951) < 1e-5)
  }

  /// The package gives the loss itself, this score its share of the probability.
  @Test func averageDropIsGradCamsDropInConfidence() throws {
    let probability = Double(try model([input])[0][0])
    let rises = try WeightedInput(map, on: input, target: 0, probability: probability, classify: model)
    #expect(rises.drop == 0 && rises.increases)
    let reverse = SaliencyMap(height: Self.side, width: Self.side, values: map.values.map { -$0 })
    let drops = try WeightedInput(reverse, on: input, target: 0, probability: probability, classify: model)
    #expect(abs(drops.drop * probability - 0.186802506) < 1e-6 && !drops.increases)
  }

  @Test func informationCurveIsTheAuthors() throws {
    // compute_pic_metric of images whose information and scores are given.
    let area = InformationCurves.area(
      information: [1000, 1100, 1210, 1190, 1500, 1833, 1700, 1900, 2000],
      performance: [0.2, 0.28, 0.24, 0.5, 0.69, 0.66, 0.93, 0.88, 0.9])
    #expect(abs(try #require(area) - 0.593642857) < 1e-4)
  }
}
