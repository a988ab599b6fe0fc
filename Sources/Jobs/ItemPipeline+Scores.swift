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
    for (place, method) in methods.enumerated() {
      var stopwatch = StageStopwatch()
      let noisy = NoisyRecords { try self.explain($0, by: method, as: item, &stopwatch) }
      for record in explanations[place].maps
      where record.map.height == item.height && record.map.width == item.width {
        explanations[place].values += try scorer.scores(
          of: record.map, named: record.name, for: scored, explain: { try noisy.map(record.name, of: $0) })
      }
      // Of several masks of one explanation the first is the one that is reported.
      if let mask = explanations[place].masks.first?.mask.pixels, mask.height == item.height, mask.width == item.width {
        explanations[place].values += try scorer.scores(of: mask, for: scored)
      }
    }
    return try scorer.scores(ofItem: scored)
  }

  private func scoredItem(_ item: PreparedItem) -> ScoredItem {
    ScoredItem(
      input: ModelInput(
        shape: item.sentence == nil
          ? .image(channels: item.shape[0], height: item.height, width: item.width)
          : .words(channels: item.shape[0], count: item.width), values: item.values), target: item.target,
      probability: Double(item.forward.probabilities[item.target]), truth: item.truth, seed: item.seed,
      batch: model.scorer.batchCapacity, classify: classify)
  }

  private func classify(_ batch: [ModelInput]) throws -> [[Float]] {
    try model.scorer.scores(of: batch.map(\.values), kind: .probability)
  }

  private func explain(
    _ input: ModelInput, by method: any ExplanationMethod, as item: PreparedItem, _ stopwatch: inout StageStopwatch
  ) throws -> ExplanationRecord {
    var other = item
    other.values = input.values
    other.forward = try model.forward(input.values)
    do {
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
