import Explaining
import Saliency
import Scoring
import Storing
import Timing

extension ItemPipeline {
  /// Adds the job's scores to every explanation of an item: `MAP.SCORE` and `mask.SCORE`, see docs/scores.md.
  ///
  /// - Returns: scores of the item itself: `any-box.lss`.
  ///
  /// Runs after all methods are done, as stability explains other inputs with the same methods.
  func score(_ explanations: inout [ExplanationRecord], of item: PreparedItem) throws -> [NamedValue] {
    let scorer = job.file.scores
    guard !scorer.measures.isEmpty, item.shape.count == 3 else { return [] }
    let scored = scoredItem(item)
    var plans: [ScorePlan] = []
    // Whose plans they are; the item's own come last.
    var owners: [Int] = []
    for (place, method) in methods.enumerated() {
      let others = method.combinesOthers ? methods[..<place] : []
      let own = try self.plans(explanations[place], by: method, and: others, of: item, scored)
      plans += own
      owners += own.map { _ in place }
    }
    plans += try scorer.plans(ofItem: scored)
    let scores = try scorer.run(plans, for: scored)
    for (place, own) in zip(owners, scores) { explanations[place].values += own }
    return scores.dropFirst(owners.count).flatMap(\.self)
  }

  private func plans(
    _ explanation: ExplanationRecord, by method: any ExplanationMethod, and others: ArraySlice<any ExplanationMethod>,
    of item: PreparedItem, _ scored: ScoredItem
  ) throws -> [ScorePlan] {
    let scorer = job.file.scores
    let noisy = NoisyRecords {
      var stopwatch = StageStopwatch()
      return try self.explain($0, by: method, and: others, as: item, &stopwatch)
    }
    var plans: [ScorePlan] = []
    for record in explanation.maps where record.map.height == item.height && record.map.width == item.width {
      plans += try scorer.plans(
        of: record.map, named: record.name, for: scored, explain: { try noisy.map(record.name, of: $0) })
    }
    if let mask = explanation.mask?.mask.pixels, mask.height == item.height, mask.width == item.width {
      plans += try scorer.plans(of: mask, for: scored)
    }
    return plans
  }

  private func scoredItem(_ item: PreparedItem) -> ScoredItem {
    let input = ModelInput(
      shape: item.sentence == nil
        ? .image(channels: item.shape[0], height: item.height, width: item.width)
        : .words(channels: item.shape[0], count: item.width), values: item.values)
    let items = ItemContext(preprocessing: job.file.preprocessing, data: job.data)
    return ScoredItem(
      input: input, target: item.target, probability: Double(item.forward.probabilities[item.target]),
      truth: item.truth, seed: item.seed, batch: model.scorer.batchCapacity,
      donor: { ModelInput(shape: input.shape, values: try DonorImages(items: items).images(1, for: item)[0]) },
      classify: classify)
  }

  private func classify(_ batch: [ModelInput]) throws -> [[Float]] {
    try model.scorer.scores(of: batch.map(\.values), kind: .probability)
  }

  private func explain(
    _ input: ModelInput, by method: any ExplanationMethod, and others: ArraySlice<any ExplanationMethod>,
    as item: PreparedItem, _ stopwatch: inout StageStopwatch
  ) throws -> ExplanationRecord {
    var other = item
    other.values = input.values
    other.forward = try model.forward(input.values)
    do {
      other.explanations = try explanations(of: other, by: others, &stopwatch)
      return try method.explain(other, stopwatch: &stopwatch)
    } catch is SufficientError {
      // Noise may have taken the answer away: there is nothing to show then.
      return ExplanationRecord(method: "")
    }
  }
}

/// A method's records of noisy inputs: all maps of a record are judged by the same noise, so each input is explained
/// once.
private final class NoisyRecords {
  private let explain: (ModelInput) throws -> ExplanationRecord
  private var records: [(values: [Float], record: ExplanationRecord)] = []

  init(explain: @escaping (ModelInput) throws -> ExplanationRecord) { self.explain = explain }

  func map(_ name: String, of input: ModelInput) throws -> SaliencyMap {
    let record: ExplanationRecord
    if let known = records.first(where: { $0.values == input.values }) {
      record = known.record
    } else {
      record = try explain(input)
      records.append((input.values, record))
    }
    // A mask may leave nothing to show of a noisy input; that is the largest change there is.
    return record.maps.first { $0.name == name }?.map
      ?? SaliencyMap(
        height: input.height, width: input.width, values: Array(repeating: 0, count: input.height * input.width))
  }
}
