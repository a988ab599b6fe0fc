import Foundation
import Testing

@testable import Explaining

/// The analysis from input to explanation, with models that are functions.
@Suite struct SobolAnalysisTests {
  private static let side = 8

  /// Mean over the four quadrants of a two-channel image of ones.
  private func quadrants(_ input: UnsafeBufferPointer<Float>) -> [Double] {
    let side = Self.side
    var sums = [Double](repeating: 0, count: 4)
    for (index, value) in input.enumerated() {
      let (y, x) = (index / side % side, index % side)
      sums[(y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1)] += Double(value)
    }
    return sums.map { $0 / Double(2 * side * side / 4) }
  }

  private func regions() throws -> RegionSet {
    try .grid(rows: 2, columns: 2, height: Self.side, width: Self.side)
  }

  private func explain(
    _ settings: SobolSettings, regions: RegionSet? = nil, function: @escaping ([Double]) -> Double
  ) throws -> (SobolExplanation, FunctionScorer) {
    let shape = [2, Self.side, Self.side]
    let scorer = FunctionScorer(shape: shape) { [self] in [Float(function(quadrants($0)))] }
    let explanation = try SobolAnalysis(settings: settings).explain(
      input: [Float](repeating: 1, count: 2 * Self.side * Self.side), shape: shape, target: 0,
      regions: regions ?? self.regions(), scorer: scorer)
    return (explanation, scorer)
  }

  private func settings(
    rows: Int = 512, variable: PerturbationSettings.Variable = .continuous, pairs: SobolSettings.Pairs = .init(),
    adaptive: SobolSettings.Adaptive? = nil
  ) -> SobolSettings {
    SobolSettings(
      rows: rows, output: .logit, perturbation: .init(baseline: .fill(.zero), variable: variable), pairs: pairs,
      adaptive: adaptive)
  }

  @Test func linearModelHasNoInteraction() throws {
    let weights = [1.0, 2, 3, 0]
    let (explanation, scorer) = try explain(settings(pairs: .init(top: 2))) { quadrants in
      5 + zip(quadrants, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    for (region, weight) in zip(explanation.regions, weights) {
      #expect(abs(region.first.value - weight * weight / 14) < 0.01)
      #expect(abs(region.total.value - weight * weight / 14) < 0.01)
    }
    #expect(abs(explanation.interactionShare.value) < 0.02)
    #expect(abs(explanation.variance - 14.0 / 12) < 0.02)
    #expect(abs(explanation.mean - 8) < 0.01)
    #expect(explanation.originalOutput == 11)
    #expect(explanation.replacedOutput == 5)
    #expect(explanation.ranking.prefix(2) == [2, 1])
    #expect(explanation.pairs.map(\.first) == [1] && explanation.pairs.map(\.second) == [2])
    #expect(abs(explanation.pairs[0].index.value) < 0.02)
    #expect(explanation.plannedPasses == 512 * (4 + 2 + 1) + 2)
    #expect(explanation.passes == explanation.plannedPasses)
    #expect(scorer.scored == explanation.passes)
    #expect(scorer.kinds == [.logit])
  }

  @Test(arguments: PerturbationSettings.Variable.allCases)
  func productModelHasTheKnownInteraction(variable: PerturbationSettings.Variable) throws {
    // f = product of d factors, each with variance over squared mean c: S_i = c / ((1 + c)^d - 1).
    let c = variable == .continuous ? 1.0 / 3 : 1
    let whole = (1 + c) * (1 + c) * (1 + c) - 1
    let (explanation, scorer) = try explain(
      settings(rows: 2048, variable: variable, pairs: .init(named: [["0,0", "1,1"]]))
    ) { $0[0] * $0[1] * $0[3] }
    for index in [0, 1, 3] {
      let region = explanation.regions[index]
      #expect(abs(region.first.value - c / whole) < 0.03)
      #expect(abs(region.total.value - c * (1 + c) * (1 + c) / whole) < 0.03)
    }
    #expect(abs(explanation.regions[2].total.value) < 1e-6)
    #expect(abs(explanation.pairs[0].index.value - c * c / whole) < 0.03)
    #expect(abs(explanation.interactionShare.value - 3 * (c * (1 + c) * (1 + c) - c) / whole) < 0.06)
    if variable == .bernoulli {
      // Only 2^4 inputs exist; none is scored twice.
      #expect(explanation.passes == 16)
      #expect(scorer.scored == 16)
    }
  }

  @Test func groupsAndTheirParts() throws {
    var regions = try regions()
    try regions.addGroup("top", members: StandardGroup.upperHalf.members(height: Self.side, width: Self.side))
    try regions.addGroup("all", of: ["top", "1,0", "1,1"])
    let (explanation, _) = try explain(settings(rows: 2048), regions: regions) { $0[0] * $0[1] + $0[2] }
    // V = 7/144 of the product and 12/144 of the third: the first two alone explain 7/19.
    #expect(explanation.groups.map(\.name) == ["top", "all"])
    #expect(explanation.groups[0].regions == [0, 1])
    #expect(abs(explanation.groups[0].closed.value - 7.0 / 19) < 0.02)
    #expect(abs(explanation.groups[0].total.value - 7.0 / 19) < 0.02)
    #expect(abs(explanation.groups[1].closed.value - 1) < 0.02)
    #expect(explanation.regions[0].first.value < explanation.groups[0].closed.value)
  }

  @Test func sameSeedSameResult() throws {
    func run(_ stream: UInt64, batch: Int) throws -> SobolExplanation {
      let shape = [1, 4, 4]
      let scorer = FunctionScorer(shape: shape, batchCapacity: batch) { [Float(exp(Double($0[0] + $0[5] * $0[15])))] }
      return try SobolAnalysis(settings: SobolSettings(rows: 32)).explain(
        input: (0..<16).map { Float($0) / 16 }, shape: shape, target: 0,
        regions: .grid(rows: 2, columns: 2, height: 4, width: 4), scorer: scorer, stream: stream)
    }
    #expect(try run(1, batch: 5) == run(1, batch: 64))
    #expect(try run(1, batch: 5) != run(2, batch: 5))
  }

  @Test func adaptiveDoublesUntilTheIntervalsAreNarrow() throws {
    let narrow = SobolSettings.Adaptive(tolerance: 0.1, largest: 2, maximumPasses: 100_000)
    let (explanation, _) = try explain(settings(rows: 16, adaptive: narrow)) { $0[0] * $0[1] + $0[2] }
    #expect(explanation.converged == true)
    #expect(explanation.rows > 16 && explanation.rows & (explanation.rows - 1) == 0)
    for index in explanation.ranking.prefix(2) {
      #expect(explanation.regions[index].total.width <= 0.1)
      #expect(explanation.regions[index].first.width <= 0.1)
    }
    // What was drawn in pieces is the design that is drawn at once.
    let (whole, _) = try explain(settings(rows: explanation.rows)) { $0[0] * $0[1] + $0[2] }
    #expect(whole.regions == explanation.regions)

    let poor = SobolSettings.Adaptive(tolerance: 0.001, largest: 2, maximumPasses: 32 * 6)
    let (stopped, _) = try explain(settings(rows: 16, adaptive: poor)) { $0[0] * $0[1] + $0[2] }
    #expect(stopped.converged == false)
    #expect(stopped.rows == 32)
  }

  @Test func impossibleEstimatesAreReported() throws {
    let (explanation, _) = try explain(settings(rows: 8)) { $0[0] * $0[1] * $0[2] * $0[3] }
    for anomaly in explanation.anomalies {
      guard let index = anomaly.region else { continue }
      switch anomaly.kind {
      case .negativeFirstOrder: #expect(explanation.regions[index].first.value < 0)
      case .firstAboveTotal: #expect(explanation.regions[index].interaction.value < 0)
      case .totalAboveOne: #expect(explanation.regions[index].total.value > 1)
      case .firstSumAboveOne: Issue.record("a sum has no region")
      }
    }
    var negative = explanation
    negative.regions[0].first = SobolEstimate(value: -0.2, standardError: 0.05, lower: -0.3, upper: -0.1)
    #expect(
      negative.anomalies.contains(.init(kind: .negativeFirstOrder, region: 0, isWithinInterval: false)))
  }

  @Test func logOddsAreThoseOfTheProbability() throws {
    let shape = [1, 1, 2]
    let scorer = FunctionScorer(shape: shape, classCount: 3) { [$0[0], 40 * $0[1], -1] }
    func output(_ output: SobolSettings.Output) throws -> Double {
      try SobolAnalysis(settings: SobolSettings(rows: 4, output: output)).explain(
        input: [2, 1], shape: shape, target: 1, regions: .grid(rows: 1, columns: 2, height: 1, width: 2),
        scorer: scorer
      ).originalOutput
    }
    #expect(abs(try output(.logOdds) - (40 - log(exp(2) + exp(-1)))) < 1e-5)
    #expect(try output(.logit) == 40)
  }

  @Test func mapsCarryTheIndexOfTheirRegion() throws {
    let (explanation, _) = try explain(settings(rows: 64)) { $0[0] * $0[1] + $0[2] }
    let regions = try regions()
    let (total, first) = (explanation.map(.total, over: regions), explanation.map(.first, over: regions))
    let interaction = explanation.map(.interaction, over: regions)
    #expect(total.count == 64)
    #expect(total[0] == Float(explanation.regions[0].total.value))
    #expect(total[7] == Float(explanation.regions[1].total.value))
    #expect(total[63] == Float(explanation.regions[3].total.value))
    for pixel in 0..<64 { #expect(abs(interaction[pixel] - (total[pixel] - first[pixel])) < 1e-6) }
  }

  @Test func wordsAreReplacedWhole() throws {
    // Class score: 1 if word 7 stands without 9 before it, else 0.
    let scorer = FunctionScorer(shape: [6], classCount: 2) { ids in
      let has = ids.contains(7) && !ids.contains(9)
      return [has ? 0 : 1, has ? 1 : 0]
    }
    let regions = try RegionSet.words(["not", "good", "film"], length: 6)
    let settings = SobolSettings(
      rows: 256, perturbation: .init(baseline: .fill(.zero), variable: .bernoulli), pairs: .init(top: 2))
    let explanation = try SobolAnalysis(settings: settings).explain(
      input: [9, 7, 3, 0, 0, 0], shape: [6], target: 1, regions: regions, scorer: scorer)
    #expect(explanation.regions.map(\.name) == ["0:not", "1:good", "2:film"])
    #expect(explanation.passes <= 8)
    #expect(explanation.originalOutput == 0)
    // f = g (1 - n) of two coins: each alone explains a third, both together a third.
    #expect(abs(explanation.regions[0].first.value - 1.0 / 3) < 0.1)
    #expect(abs(explanation.pairs[0].index.value - 1.0 / 3) < 0.15)
    #expect(explanation.regions[2].total.value == 0)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let regions = try regions()
    let scorer = FunctionScorer(shape: [2, 8, 8]) { _ in [1] }
    let input = [Float](repeating: 1, count: 128)
    func failure(
      _ settings: SobolSettings = SobolSettings(rows: 4), shape: [Int] = [2, 8, 8], target: Int = 0,
      regions: RegionSet? = nil, donor: [Float]? = nil
    ) throws -> String {
      do {
        _ = try SobolAnalysis(settings: settings).explain(
          input: input, shape: shape, target: target, regions: regions ?? self.regions(), donor: donor, scorer: scorer)
      } catch { return "\(error)" }
      return ""
    }
    #expect(try failure() == "")
    #expect(try failure(shape: [2, 4, 16]).contains("8 x 8 image"))
    #expect(try failure(target: 1).contains("class 1 does not exist"))
    #expect(try failure(SobolSettings(rows: 12)).contains("rows is 12"))
    var donor = SobolSettings(rows: 4)
    donor.perturbation.baseline = .donor
    #expect(try failure(donor).contains("none was given"))
    #expect(try failure(donor, donor: [1]).contains("the donor has 1 values"))
    #expect(
      try failure(SobolSettings(rows: 4, pairs: .init(named: [["0,0", "9,9"]]))).contains("no region called 9,9"))
    let tokens = try RegionSet.words(["a"], length: 128)
    #expect(try failure(shape: [128], regions: tokens).contains("bernoulli"))
    let nothing = FunctionScorer(shape: [2, 8, 8]) { _ in [.infinity] }
    #expect(throws: SobolError.notFinite(row: 0)) {
      try SobolAnalysis(settings: SobolSettings(rows: 4)).explain(
        input: input, shape: [2, 8, 8], target: 0, regions: regions, scorer: nothing)
    }
  }

  @Test func settingsSurviveJSON() throws {
    let settings = SobolSettings(
      rows: 128, sampling: .halton, scrambling: .digitalShift, output: .logOdds,
      perturbation: .init(baseline: .fill(.blur(sigma: 3)), variable: .bernoulli, edgeSigma: 2),
      estimators: .init(first: .janon, total: .hommaSaltelli, interval: .percentile), pairs: .init(top: 3),
      adaptive: .init(tolerance: 0.2))
    let decoded = try JSONDecoder().decode(SobolSettings.self, from: JSONEncoder().encode(settings))
    #expect(decoded == settings)
  }
}
