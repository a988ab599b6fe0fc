import Foundation
import Reproducibility
import Saliency
import Testing

@testable import Scoring

/// Scores that remove pixels, under any fill.
@Suite struct FilledScoreTests {
  static let side = 12
  static let weights = (0..<144).map { Float(1 + $0 % 5) / 432 }
  let input: ModelInput = {
    var generator = SeededGenerator(seed: 4)
    return ModelInput(channels: 2, height: side, width: side, values: (0..<288).map { _ in Float(generator.unit()) })
  }()
  let map = SaliencyMap(height: side, width: side, values: (0..<144).map { Float(($0 * 31) % 144) })

  /// Counts batches and inputs; the probability is a weighted sum of the first channel.
  private final class Model {
    var batches: [Int] = []
    func classify(_ batch: [ModelInput]) -> [[Float]] {
      batches.append(batch.count)
      return batch.map { input in
        let p = zip(FilledScoreTests.weights, input.values).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        return [p, 1 - p]
      }
    }
  }

  private func item(_ model: Model, batch: Int = 8) -> ScoredItem {
    ScoredItem(
      input: input, target: 0, probability: 0.4, batch: batch,
      donor: { ModelInput(shape: input.shape, values: input.values.reversed()) }, classify: model.classify)
  }

  private func scorer(_ measures: [any Measure], _ fills: [RemovalFill]) -> ExplanationScorer {
    var scorer = ExplanationScorer(measures)
    scorer.fill(with: fills)
    return scorer
  }

  private static let everyFill: [RemovalFill] = [.zero, .mean, .blur, .noise, .donor, .road]

  @Test func everyMeasureThatRemovesPixelsNamesItsScoresByFill() throws {
    let measures = MeasureRegistry.all.filter { $0 is any FillingMeasure.Type }.map { $0.init() }
    let scorer = scorer(measures, Self.everyFill)
    let model = Model()
    let item = item(model)
    let mask = PixelMask(height: Self.side, width: Self.side, boxes: [PixelBox(top: 2, left: 2, bottom: 9, right: 7)])
    let found = try scorer.scores(of: map, named: "m", for: item) + scorer.scores(of: mask, for: item)
    let names = Set(found.map { String($0.name.split(separator: ".", maxSplits: 1)[1]) })
    #expect(names == Set(scorer.scores.map(\.key)) && names.count == found.count)
    #expect(names.isSuperset(of: ["insertion-donor", "srg-road", "shown-5-noise", "area-needed-blur", "kept-mean"]))
    for score in scorer.scores {
      let fill = try #require(score.fill)
      #expect(score.key == "\(score.measure)-\(fill)" && Self.everyFill.map(\.description).contains(fill))
    }
    #expect(model.batches.reduce(0, +) <= scorer.passes(maps: 1, masks: 1))
  }

  @Test func theGainIsTheDifferenceOfTheCurvesAndPlainCurvesAreThoseOfTheirFills() throws {
    let filled = try scorer([InsertionDeletion()], Self.everyFill).scores(of: map, named: "m", for: item(Model()))
    let plain = try ExplanationScorer([InsertionDeletion()]).scores(of: map, named: "m", for: item(Model()))
    for fill in Self.everyFill {
      let (insertion, deletion) = (filled["m.insertion-\(fill)"], filled["m.deletion-\(fill)"])
      #expect(filled["m.srg-\(fill)"] == (try #require(insertion)) - (try #require(deletion)))
    }
    #expect(plain["m.deletion"] == filled["m.deletion-zero"] && plain["m.insertion"] == filled["m.insertion-blur"])
    // The most important pixels in the order of a linear model's own weights leave first and come first.
    let weights = SaliencyMap(height: Self.side, width: Self.side, values: Self.weights)
    let best = try scorer([InsertionDeletion()], [.zero]).scores(of: weights, named: "m", for: item(Model()))
    #expect(try #require(best["m.srg-zero"]) > (try #require(filled["m.srg-zero"])))
  }

  @Test func passesOfAllMapsShareBatchesAndSetsOfCellsAreAskedOnce() throws {
    let scorer = scorer([InsertionDeletion(), MuFidelity(), AverageDrop()], [.zero, .mean])
    let model = Model()
    let item = item(model)
    let other = SaliencyMap(height: Self.side, width: Self.side, values: map.values.reversed())
    let plans = try [map, other].flatMap { try scorer.plans(of: $0, named: "m", for: item) }
    let together = try scorer.run(plans, for: item).flatMap(\.self)
    // Curves but for their ends and drops for each map, 100 sets and the empty image for both, under two fills; the whole
    // image.
    let perFill: Int = 2 * 98 + 100 + 1 + 2
    let passes: Int = 2 * perFill + 1
    #expect(model.batches.reduce(0, +) == passes)
    #expect(model.batches.dropLast().allSatisfy { $0 == 8 })
    let alone = try [map, other].flatMap { try scorer.scores(of: $0, named: "m", for: item) }
    #expect(together == alone)
  }

  @Test func areaCurvesByHand() throws {
    // 100 pixels of one, of which 30 count: the first 20 of them are needed to be ahead.
    let input = ModelInput(channels: 1, height: 10, width: 10, values: Array(repeating: 1, count: 100))
    let map = SaliencyMap(height: 10, width: 10, values: (0..<100).map { Float(100 - $0) })
    let classify: Classify = { batch in
      batch.map { input in
        let p = input.values.prefix(30).reduce(0, +) / 40
        return [p, 0.49]
      }
    }
    let item = ScoredItem(input: input, target: 0, probability: 0.75, classify: classify)
    let scores = try scorer([AreaCurves()], [.zero]).scores(of: map, named: "m", for: item)
    #expect(scores["m.area-needed-zero"] == 0.2)
    for (percent, shown) in [(1, 1), (2, 2), (5, 5), (10, 10), (20, 20), (50, 30)] {
      #expect(abs(try #require(scores["m.shown-\(percent)-zero"]) - Double(shown) / 40) < 1e-6)
    }
    let hopeless = ScoredItem(input: input, target: 1, probability: 0.4) { $0.map { _ in [0.6, 0.4] } }
    #expect(try scorer([AreaCurves()], [.zero]).scores(of: map, named: "m", for: hopeless)["m.area-needed-zero"] == 1)
  }

  @Test func curvesThroughChosenSharesAskNothingTwiceThatAreaCurvesAsk() throws {
    var curves = InsertionDeletion()
    curves.shares = AreaCurves.ladder
    let model = Model()
    let scorer = scorer([curves, AreaCurves()], [.zero])
    let scores = try scorer.scores(of: map, named: "m", for: item(model))
    // Twelve of each curve, the whole image and the empty one.
    let expected: Int = 2 * 12 + 2
    #expect(model.batches.reduce(0, +) == expected)
    let order = map.ranking()
    let shares = ([0] + AreaCurves.ladder + [100]).map { Double($0) / 100 }
    let shown = shares.map { share -> Double in
      let pixels = order.prefix(Int((144 * share).rounded()))
      return pixels.reduce(0.0) { sum, pixel in sum + Double(Self.weights[pixel] * input.values[pixel]) }
    }
    var area = 0.0
    for step in 1..<shares.count { area += (shown[step - 1] + shown[step]) / 2 * (shares[step] - shares[step - 1]) }
    #expect(abs(try #require(scores["m.insertion-zero"]) - area) < 1e-6)
    #expect(abs(try #require(scores["m.shown-10-zero"]) - shown[6]) < 1e-6)
    // Fifty equal steps find about the same area.
    let fine = try self.scorer([InsertionDeletion()], [.zero]).scores(of: map, named: "m", for: item(Model()))
    #expect(abs(try #require(fine["m.insertion-zero"]) - area) < 0.01)
    #expect(scorer.scores.contains { $0.key == "deletion-zero" && $0.passes == 14 })
  }

  @Test func areaCurvesOfWindowsShowWholeWindows() throws {
    // Four windows; a linear map is strongest below and right.
    let input = ModelInput(channels: 1, height: 10, width: 10, values: (0..<100).map { Float($0) })
    let map = SaliencyMap(height: 10, width: 10, values: (0..<100).map { Float($0) })
    var seen: [ModelInput] = []
    let item = ScoredItem(input: input, target: 0, probability: 0.75) { batch in
      seen += batch
      return batch.map { _ in [1, 0] }
    }
    var curves = AreaCurves()
    curves.window = 5
    let scorer = scorer([curves], [.fill(.constant(-1))])
    _ = try scorer.scores(of: map, named: "m", for: item)
    func shown(_ windows: [(Int, Int)]) -> [Float] {
      (0..<100).map { pixel -> Float in
        let isShown = windows.contains { $0.0 == pixel / 50 && $0.1 == pixel % 10 / 5 }
        return isShown ? Float(pixel) : -1
      }
    }
    // One window up to 30 %, then two, and three of 70 %.
    let expected: [[Float]] = [shown([(1, 1)]), shown([(1, 1), (1, 0)]), shown([(1, 1), (1, 0), (0, 1)])]
    #expect(seen.map(\.values) == expected)
    #expect(scorer.scores.contains { $0.explanation.contains("20 % of the windows of 5 x 5 pixels") })
  }

  @Test func noiseStaysInTheChannelsRangeAndImputationNearTheNeighbours() throws {
    let removed = RemovedPixels(input, seed: 9)
    let noise = try removed.stand(.noise)
    for plane in [0..<144, 144..<288] {
      let range = try #require(input.values[plane].min())...(try #require(input.values[plane].max()))
      #expect(noise.values[plane].allSatisfy { range.contains($0) })
    }
    let again = try RemovedPixels(input, seed: 9).stand(.noise)
    let other = try RemovedPixels(input, seed: 8).stand(.noise)
    #expect(noise != input && again == noise && other != noise)
    // One pixel removed: the weighted mean of its neighbours, and noise of a hundredth of a deviation of about 0.3.
    var kept = PixelMask(height: Self.side, width: Self.side, bits: Array(repeating: true, count: 144))
    kept.bits[5 * 12 + 5] = false
    let version = try removed.version(keeping: kept, fill: .road)
    func value(_ y: Int, _ x: Int) -> Float { input.values[y * 12 + x] }
    let beside = value(4, 5) + value(6, 5) + value(5, 4) + value(5, 6)
    let corners = value(4, 4) + value(4, 6) + value(6, 4) + value(6, 6)
    let mean: Float = beside / 6 + corners / 12
    #expect(abs(version.values[5 * 12 + 5] - mean) < 0.02)
    #expect(zip(version.values, input.values).count { $0 != $1 } == 2)
    #expect(throws: ScoringError.noDonor) { try removed.stand(.donor) }
  }
}
