import Saliency

/// Scores that are computed together, as a job's list `scores` asks for them.
///
/// To add one: a file with a conforming type, and a line in ``MeasureRegistry``. A score that is not defined for an item
/// (no true object known, a map of zeros) is left out, never set to 0.
public protocol Measure: Sendable {
  /// How job files name the measure: `log-saliency`.
  static var key: String { get }
  /// The scores that it computes with the usual settings.
  static var scores: [ScoreDescription] { get }
  /// The scores that it computes with its own settings.
  var scores: [ScoreDescription] { get }

  /// With the usual settings.
  init()

  /// Scores of a map, under their keys.
  func plans(of map: SaliencyMap, for item: ScoredItem) throws -> [ScorePlan]
  /// Scores of an explanation's mask, under their keys.
  func plans(of mask: PixelMask, for item: ScoredItem) throws -> [ScorePlan]
  /// Scores of the item itself, whatever explains it.
  func plans(ofItem item: ScoredItem) throws -> [ScorePlan]
}

extension Measure {
  public var scores: [ScoreDescription] { Self.scores }

  public func plans(of map: SaliencyMap, for item: ScoredItem) throws -> [ScorePlan] { [] }
  public func plans(of mask: PixelMask, for item: ScoredItem) throws -> [ScorePlan] { [] }
  public func plans(ofItem item: ScoredItem) throws -> [ScorePlan] { [] }

  /// Whether any of its scores has a meaning for sentences.
  public static var servesSentences: Bool { scores.contains(where: \.servesSentences) }
  /// Whether any of its scores has a meaning for images.
  static var servesImages: Bool { scores.contains(where: \.servesImages) }

  static func serves(_ input: ModelInput) -> Bool { input.isSentence ? servesSentences : servesImages }

  /// Passes through the model for an item of so many maps and masks, at most; explanations of other inputs not counted.
  func passes(maps: Int, masks: Int) -> Int {
    let subjects: [ScoreDescription.Subject: Int] = [.map: maps, .mask: masks, .item: 1]
    return scores.reduce(0) { sum, score in
      sum + score.sharedPasses + score.subjects.reduce(0) { $0 + score.passes * (subjects[$1] ?? 0) }
    }
  }
}

/// An explained item as scores see it: the model's input and its answer.
public struct ScoredItem {
  public var input: ModelInput { removed.input }
  /// Its versions with pixels removed.
  public let removed: RemovedPixels
  /// The explained class.
  public var target: Int
  /// Probability of `target` on the whole input.
  public var probability: Double
  /// The true object's pixels or the words that people marked, where they are known.
  public var truth: PixelMask?
  /// Of everything that is drawn at random.
  public var seed: UInt64
  /// Inputs per forward pass.
  public var batch: Int
  public var classify: Classify
  /// Makes the judged map of another input; nil where that is not possible.
  public internal(set) var explain: Explain?

  public typealias Explain = (ModelInput) throws -> SaliencyMap

  public init(
    input: ModelInput, target: Int, probability: Double, truth: PixelMask? = nil, seed: UInt64 = 1, batch: Int = 32,
    donor: RemovedPixels.Donor? = nil, classify: @escaping Classify
  ) {
    removed = RemovedPixels(input, seed: seed, donor: donor)
    self.target = target
    self.probability = probability
    self.truth = truth
    self.seed = seed
    self.batch = batch
    self.classify = classify
  }
}
