import Testing

@testable import Explaining

@Suite struct MaskSamplingTests {
  static let (height, width) = (24, 32)
  static let rows = 6..<12
  static let columns = 18..<26
  static let input = [Float](repeating: 1, count: height * width)

  func scorer(batchCapacity: Int = 8) -> PlantedScorer {
    .box(height: Self.height, width: Self.width, rows: Self.rows, columns: Self.columns, batchCapacity: batchCapacity)
  }

  func adaptive(_ settings: AdaptiveMaskSamplingSettings, batchCapacity: Int = 8, seed: UInt64 = 1) throws
    -> SampledSaliency
  {
    try AdaptiveMaskSampling(settings: settings).explain(
      input: Self.input, shape: [1, Self.height, Self.width], target: 1, scorer: scorer(batchCapacity: batchCapacity),
      seed: seed)
  }

  func rise(_ settings: RISESettings, batchCapacity: Int = 8, seed: UInt64 = 1) throws -> SampledSaliency {
    try RISE(settings: settings).explain(
      input: Self.input, shape: [1, Self.height, Self.width], target: 1, scorer: scorer(batchCapacity: batchCapacity),
      seed: seed)
  }

  /// Share of pairs (pixel inside, pixel outside) that the map orders rightly.
  func areaUnderCurve(_ map: [Float]) -> Double {
    var (inside, outside): ([Float], [Float]) = ([], [])
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        let value = map[y * Self.width + x]
        if Self.rows.contains(y), Self.columns.contains(x) { inside.append(value) } else { outside.append(value) }
      }
    }
    let right = inside.reduce(0.0) { sum, a in sum + outside.reduce(0.0) { $0 + (a > $1 ? 1 : a == $1 ? 0.5 : 0) } }
    return right / Double(inside.count * outside.count)
  }

  @Test func bothFindThePlantedBox() throws {
    let adaptive = try adaptive(.init(steps: 3000, stability: nil))
    let rise = try rise(.init(grid: 8, masks: 3000, stability: nil))
    #expect(areaUnderCurve(adaptive.mean) > 0.97)
    #expect(areaUnderCurve(rise.map) > 0.97)
    let (low, high, passes) = (adaptive.map.min(), adaptive.map.max(), adaptive.passes)
    #expect(low == 0 && high == 1)
    #expect(passes == 2992)  // 16 chains of 187
    let stopped = adaptive.stopped
    #expect(!stopped)
  }

  @Test func scoreWeightingCountsMasksByTheirScore() throws {
    let plain = try adaptive(.init(steps: 1600, weighting: .none, stability: nil))
    let weighted = try adaptive(.init(steps: 1600, stability: nil))
    #expect(areaUnderCurve(weighted.mean) > 0.97)
    // The chains themselves do not depend on the weighting.
    #expect(plain.meanScore == weighted.meanScore)
    let mapsDiffer = plain.mean != weighted.mean
    #expect(mapsDiffer)
  }

  @Test func sameSeedSameMapWhateverTheBatches() throws {
    let settings = AdaptiveMaskSamplingSettings(steps: 600, chains: 6, stability: nil)
    let reference = try adaptive(settings, batchCapacity: 1)
    for capacity in [2, 4, 5, 6, 100] {
      let same = try adaptive(settings, batchCapacity: capacity) == reference
      #expect(same, "batches of \(capacity)")
    }
    let other = try adaptive(settings, seed: 2).mean != reference.mean
    #expect(other)
    for chains in [1, 6] {
      let masks = RISESettings(masks: 600, chains: chains, stability: 0.9999)
      let alone = try rise(masks, batchCapacity: 1)
      for capacity in [5, 8, 100] {
        let same = try rise(masks, batchCapacity: capacity) == alone
        #expect(same, "\(chains) chains in batches of \(capacity)")
      }
    }
  }

  /// A target that is certain as soon as one cell is on: chains of one stay as they began, chains that begin anew do not.
  @Test func chainsBeginAnew() throws {
    let certain = PlantedScorer(shape: [1, 8, 8]) { _ in 1 }
    func spread(_ chainLength: Int?) throws -> Double {
      let result = try AdaptiveMaskSampling(
        settings: .init(steps: 800, chains: 2, chainLength: chainLength, shift: false, stability: nil)
      ).explain(
        input: [Float](repeating: 1, count: 64), shape: [1, 8, 8], target: 1, scorer: certain, seed: 3)
      return result.mean.reduce(0) { $0 + abs(Double($1) - 0.3) } / 64
    }
    let (frozen, renewed) = (try spread(nil), try spread(4))
    #expect(frozen > 0.1)
    #expect(renewed < 0.05)
  }

  @Test func batchesAreEven() throws {
    let scorer = scorer(batchCapacity: 12)
    _ = try AdaptiveMaskSampling(settings: .init(steps: 32, stability: nil)).explain(
      input: Self.input, shape: [1, Self.height, Self.width], target: 1, scorer: scorer, seed: 1)
    #expect(scorer.calls == [8, 8, 8, 8])
  }

  /// Masks that do not depend on scores need not wait for them.
  @Test(arguments: [1, 16]) func independentMasksFillBatches(chains: Int) throws {
    let scorer = scorer(batchCapacity: 12)
    _ = try RISE(settings: .init(masks: 32, chains: chains, stability: nil)).explain(
      input: Self.input, shape: [1, Self.height, Self.width], target: 1, scorer: scorer, seed: 1)
    #expect(scorer.calls == [11, 11, 10])
  }

  /// Against the map of a far longer run: four times the passes halve the error of independent masks.
  @Test(arguments: [true, false]) func errorFallsWithTheRootOfTheSteps(adaptiveChain: Bool) throws {
    // Less their averages, as the maps are: the level of all pixels together varies most and tells nothing.
    func centred(_ steps: Int, _ seed: UInt64) throws -> [Float] {
      let mean =
        adaptiveChain
        ? try adaptive(.init(steps: steps, stability: nil), seed: seed).mean
        : try rise(.init(grid: 8, masks: steps, stability: nil), seed: seed).mean
      let average = mean.reduce(0, +) / Float(mean.count)
      return mean.map { $0 - average }
    }
    let truth = try centred(19_200, 1000)
    func error(_ steps: Int) throws -> Double {
      var sum = 0.0
      for seed in 0..<8 {
        for (value, wanted) in zip(try centred(steps, UInt64(seed)), truth) {
          sum += Double((value - wanted) * (value - wanted))
        }
      }
      return (sum / 8 / Double(truth.count)).squareRoot()
    }
    let ratio = try error(160) / error(1440)
    #expect(ratio > 2 && ratio < 4.5, "nine times the steps: error falls by \(ratio), 3 expected")
  }

  @Test func standardErrorIsTheSpreadOverSeeds() throws {
    let runs = try (0..<12).map { try rise(.init(masks: 320, stability: nil), seed: UInt64($0)) }
    let pixel = 9 * Self.width + 20
    let values = runs.map { Double($0.mean[pixel]) }
    let mean = values.reduce(0, +) / 12
    let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 11).squareRoot()
    let stated = runs.reduce(0) { $0 + Double($1.standardError[pixel]) } / 12
    #expect(stated / spread > 0.5 && stated / spread < 2, "stated \(stated), found \(spread)")
  }

  @Test func stopsWhenTheHalvesAgree() throws {
    // Outside the box the map is noise, so that the ranks of most pixels never agree: 0.5 is much here.
    let result = try rise(.init(masks: 20_000, stability: 0.5))
    let (stopped, passes) = (result.stopped, result.passes)
    #expect(stopped)
    #expect(passes < 20_000)
    #expect(try #require(result.stability) >= 0.5)
    let never = try rise(.init(masks: 320, stability: 1))
    let (neverStopped, allPasses) = (never.stopped, never.passes)
    #expect(!neverStopped)
    #expect(allPasses == 320)
  }

  @Test func wordsAreKeptOrReplacedWhole() throws {
    // Tokens 1...6; the model answers by whether tokens 3 and 5 are both there, and fails on tokens it does not know.
    let scorer = PlantedScorer(shape: [6]) { tokens in
      guard tokens.allSatisfy({ (0...6).contains($0) && $0 == $0.rounded() }) else { return .nan }
      return tokens.contains(3) && tokens.contains(5) ? 0.95 : 0.1
    }
    let tokens: [Float] = [1, 2, 3, 4, 5, 6]
    let adaptive = try AdaptiveMaskSampling(settings: .init(steps: 2000, stability: nil)).explain(
      input: tokens, shape: [6], target: 1, scorer: scorer, seed: 4)
    let rise = try RISE(settings: .init(masks: 2000, stability: nil)).explain(
      input: tokens, shape: [6], target: 1, scorer: scorer, seed: 4)
    for map in [adaptive.mean, rise.map] {
      let best = Set(map.indices.sorted { map[$0] > map[$1] }.prefix(2))
      #expect(best == [2, 4])
    }
    let size = (adaptive.height, adaptive.width)
    #expect(size == (1, 6))
  }

  @Test func refusesWhatItCannotDo() throws {
    let scorer = scorer()
    let shape = [1, Self.height, Self.width]
    func explain(_ settings: AdaptiveMaskSamplingSettings, target: Int = 1, shape: [Int]) throws {
      _ = try AdaptiveMaskSampling(settings: settings).explain(
        input: Self.input, shape: shape, target: target, scorer: scorer, seed: 1)
    }
    #expect(throws: MaskSamplingError.target(2, classes: 2)) { try explain(.init(), target: 2, shape: shape) }
    #expect(throws: MaskSamplingError.unsupportedShape([1, 1, 24, 32])) { try explain(.init(), shape: [1, 1, 24, 32]) }
    #expect(throws: MaskSamplingError.self) { try explain(.init(), shape: [1, 24, 31]) }
    for settings: AdaptiveMaskSamplingSettings in [
      .init(grid: 0), .init(density: 1), .init(learningRate: -1), .init(steps: 0), .init(chains: 0),
      .init(steps: 8, chains: 16), .init(chainLength: 0), .init(stability: 2),
    ] {
      #expect(throws: MaskSamplingError.self) { try explain(settings, shape: shape) }
    }
    let broken = PlantedScorer(shape: shape) { _ in .nan }
    #expect(throws: MaskSamplingError.notFinite(step: 0)) {
      try AdaptiveMaskSampling().explain(input: Self.input, shape: shape, target: 1, scorer: broken, seed: 1)
    }
  }
}
