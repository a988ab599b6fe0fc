import Saliency

/// Runs the chosen measures on one explanation and names the results as reports and tables expect them.
///
/// Names are `SUBJECT.SCORE`: the subject is the map's name, or `mask` for a mask. A measure that is not defined for
/// an item (no true object, a map of zeros, ...) is left out.
public struct ExplanationScorer: Sendable, Equatable {
  public enum Measure: String, Sendable, CaseIterable, Codable {
    /// `pointing`, `iou`, `auc`, `energy`, `f1`, `mae`: no passes, wants the true object.
    case groundTruth = "ground-truth"
    /// `lss` and its box `lss-top`, ..., or of a sentence `lss-words`: about 100 passes a map.
    case logSaliency = "log-saliency"
    /// `any-box.lss`, the best of all boxes on a 10 x 10 raster: 2025 passes an item. Of a sentence of n words
    /// `any-span.lss`, the best run of neighbouring words: n (n + 1) / 2 passes.
    case bestBox = "best-box"
    /// `deletion`, `insertion`: 102 passes a map.
    case curves = "insertion-deletion"
    /// `sufficiency-B`, `kept-B`, `necessity-B`, `lost-B` for the baselines B: 6 passes a mask.
    case maskTests = "mask-tests"
    /// `mu-fidelity`: 101 passes a map.
    case muFidelity = "mu-fidelity"
    /// `drop`, `increase`: 1 pass a map.
    case averageDrop = "average-drop"
    /// `sic`, `aic`: 15 passes a map. Pictures only.
    case informationCurves = "information-curves"
    /// `gini`, `entropy`: no passes.
    case form
    /// `stability`: as many explanations of noisy inputs as it takes samples.
    case stability
  }

  public var measures: Set<Measure>
  /// Inputs per forward pass.
  public var batch = 32
  /// Steps of the deletion and insertion curves.
  public var curveSteps = 50
  /// Noise of the stability test: largest change per value, in the model's input range, and its repetitions.
  public var noiseRadius: Float = 0.1
  public var noiseSamples = 5
  /// Of everything that is drawn at random.
  public var seed: UInt64 = 1

  public init(_ measures: Set<Measure> = [.groundTruth, .form]) { self.measures = measures }

  /// [NamedValue] of the map called `name`.
  ///
  /// - Parameters:
  ///   - input: the model's input; its size is the map's.
  ///   - probability: of `target` on the whole input.
  ///   - truth: the true object's pixels, where they are known.
  ///   - explain: makes the method's map of another input; without it stability is left out.
  public func scores(
    ofMap map: SaliencyMap, named name: String, on input: ModelInput, target: Int, probability: Double,
    truth: PixelMask? = nil, classify: Classify, explain: ((ModelInput) throws -> SaliencyMap)? = nil
  ) throws -> [NamedValue] {
    var scores: [NamedValue] = []
    func add(_ score: String, _ value: Double?) {
      if let value, value.isFinite { scores.append(NamedValue("\(name).\(score)", value)) }
    }
    if let truth, measures.contains(.groundTruth) { addTruth(map, truth, add) }
    if measures.contains(.logSaliency), input.isSentence {
      let best = try WordSaliencyScore.best(of: map, on: input, target: target, batch: batch, classify: classify)
      add("lss", best.score)
      add("lss-words", Double(best.kept.count { $0 }))
    } else if measures.contains(.logSaliency) {
      let best = try LogSaliencyScore.best(of: map, on: input, target: target, batch: batch, classify: classify)
      add("lss", best.score)
      add("lss-top", Double(best.box.top))
      add("lss-left", Double(best.box.left))
      add("lss-bottom", Double(best.box.bottom))
      add("lss-right", Double(best.box.right))
    }
    if measures.contains(.curves) {
      let curves = try PixelOrderCurves(
        of: map, on: input, target: target, steps: input.isSentence ? input.width : curveSteps,
        start: input.isSentence ? .zero : .blur(), batch: batch, classify: classify)
      add("deletion", curves.deletionAUC)
      add("insertion", curves.insertionAUC)
    }
    if measures.contains(.muFidelity) {
      var fidelity = MuFidelity()
      fidelity.seed = seed
      add("mu-fidelity", try fidelity.score(of: map, on: input, target: target, batch: batch, classify: classify))
    }
    if measures.contains(.averageDrop) {
      let weighted = try WeightedInput(map, on: input, target: target, probability: probability, classify: classify)
      add("drop", weighted.drop)
      add("increase", weighted.increases ? 1 : 0)
    }
    if measures.contains(.informationCurves), !input.isSentence {
      let curves = try InformationCurves(of: map, on: input, target: target, batch: batch, classify: classify)
      add("sic", curves.softmaxAUC)
      add("aic", curves.accuracyAUC)
    }
    if measures.contains(.form) {
      add("gini", gini(map))
      add("entropy", entropy(map))
    }
    if let explain, measures.contains(.stability) {
      add(
        "stability",
        try sensitivity(
          of: map, on: input, radius: noiseRadius, samples: noiseSamples, seed: seed, explain: explain))
    }
    return scores
  }

  /// [NamedValue] of an explanation's mask.
  public func scores(
    ofMask mask: PixelMask, on input: ModelInput, target: Int, truth: PixelMask? = nil, classify: Classify
  ) throws -> [NamedValue] {
    var scores: [NamedValue] = []
    if let truth, measures.contains(.groundTruth), let overlap = intersectionOverUnion(mask, truth) {
      scores.append(NamedValue("mask.iou", overlap))
    }
    if measures.contains(.maskTests) {
      let tests = try MaskTests.run(
        mask, on: input, target: target, fills: input.isSentence ? MaskTests.fillsOfSentences : MaskTests.fills,
        batch: batch, classify: classify)
      for test in tests {
        let name = test.fill.description
        scores.append(NamedValue("mask.sufficiency-\(name)", test.sufficiency))
        scores.append(NamedValue("mask.kept-\(name)", test.keepsClass ? 1 : 0))
        scores.append(NamedValue("mask.necessity-\(name)", test.necessity))
        scores.append(NamedValue("mask.lost-\(name)", test.losesClass ? 1 : 0))
      }
    }
    return scores
  }

  /// Scores of the input itself, whatever explains it: once an item.
  public func scores(ofInput input: ModelInput, target: Int, classify: Classify) throws -> [NamedValue] {
    guard measures.contains(.bestBox) else { return [] }
    if input.isSentence {
      let best = try WordSaliencyScore.bestSpan(on: input, target: target, batch: batch, classify: classify)
      return [NamedValue("any-span.lss", best.score)]
    }
    let best = try LogSaliencyScore.bruteForce(on: input, target: target, batch: batch, classify: classify)
    return [NamedValue("any-box.lss", best.score)]
  }

  /// Forward passes for an item of so many maps and masks (at most: thresholds with equal boxes share a pass),
  /// stability not counted.
  public func passes(maps: Int, masks: Int) -> Int {
    let costs: [Measure: Int] = [
      .logSaliency: 100 * maps, .bestBox: 2025, .curves: 2 * (curveSteps + 1) * maps,
      .maskTests: 2 * MaskTests.fills.count * masks, .muFidelity: MuFidelity().passes * maps, .averageDrop: maps,
      .informationCurves: (InformationCurves.shares.count + 2) * maps,
    ]
    return measures.reduce(0) { $0 + (costs[$1] ?? 0) }
  }

  private func addTruth(_ map: SaliencyMap, _ truth: PixelMask, _ add: (String, Double?) -> Void) {
    let sweep = ThresholdSweep(map, truth: truth)
    add("pointing", pointingGame(map, truth: truth))
    add("iou", intersectionOverUnion(map, truth))
    add("auc", sweep.rocAUC)
    add("energy", energyInside(map, truth: truth))
    add("f1", sweep.bestF1)
    add("mae", truth.bits.contains(true) ? sweep.lowestMAE : nil)
  }
}
