import Saliency

/// The log saliency score of a sentence's words: the words that are kept, the others hidden, take the place of an image's
/// crop. Lower is better. (Sahoo et al., arXiv:2006.16322, section on text, after Dabkowski and Gal, arXiv:1705.07857.)
public struct WordSaliencyScore: Sendable, Equatable {
  /// `log(max(0.05, kept words / words)) - log(probability)`, natural logarithms.
  public var score: Double
  public var kept: [Bool]
  /// Probability of the target with only the kept words shown.
  public var probability: Double
  /// Inputs the model was run on.
  public var passes: Int

  /// The best score over about `thresholds` thresholds spread evenly over the sorted distinct values of the map and 0:
  /// each keeps the words above it.
  ///
  /// A map that puts no word above any threshold is scored by the whole sentence.
  public static func best(
    of map: SaliencyMap, on input: ModelInput, target: Int, thresholds: Int = 100, batch: Int = 32,
    classify: @escaping Classify
  ) throws -> WordSaliencyScore {
    try passes(of: map, on: input, thresholds: thresholds).run(target: target, batch: batch, classify: classify)
  }

  static func passes(of map: SaliencyMap, on input: ModelInput, thresholds: Int = 100) -> Passes<Self> {
    precondition(map.height == 1 && map.height == input.height && map.width == input.width)
    let levels = LogSaliencyScore.levels(of: map, count: thresholds)
    var seen = Set<[Bool]>()
    let masks = levels.map { level in map.values.map { $0 > level } }
      .filter { $0.contains(true) && seen.insert($0).inserted }
    return best(among: masks.isEmpty ? [[Bool](repeating: true, count: map.width)] : masks, on: input)
  }

  /// The best score of any run of neighbouring words, whatever a map says: n (n + 1) / 2 passes for n words.
  public static func bestSpan(
    on input: ModelInput, target: Int, batch: Int = 32, classify: @escaping Classify
  ) throws -> WordSaliencyScore {
    try spanPasses(on: input).run(target: target, batch: batch, classify: classify)
  }

  static func spanPasses(on input: ModelInput) -> Passes<Self> {
    let masks = (0..<input.width).flatMap { start in
      (start..<input.width).map { end in (0..<input.width).map { (start...end).contains($0) } }
    }
    return best(among: masks, on: input)
  }

  private static func best(among masks: [[Bool]], on input: ModelInput) -> Passes<Self> {
    let hidden = input.filled(with: .zero)
    return Passes(
      count: masks.count,
      input: { input.keeping(PixelMask(height: 1, width: input.width, bits: masks[$0]), over: hidden) },
      result: { answers in
        let found = zip(masks, answers).map { mask, answer in
          let share = Double(mask.count { $0 }) / Double(input.width)
          return WordSaliencyScore(
            score: LogSaliencyScore.value(keptShare: share, probability: answer.probability), kept: mask,
            probability: answer.probability, passes: masks.count)
        }
        guard let best = found.min(by: { $0.score < $1.score }) else { preconditionFailure("there is always a mask") }
        return best
      })
  }
}
