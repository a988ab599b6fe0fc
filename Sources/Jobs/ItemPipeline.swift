import Datasets
import Explaining
import Foundation
import Saliency
import Storing
import Timing

/// The way of one item on one worker thread: read, preprocess, forward pass, every method of the job, scores, record.
public final class ItemPipeline {
  let job: PreparedJob
  private let rank: Int
  let model: WorkerModel
  let methods: [any ExplanationMethod]
  private let variations: VariationStage?

  public init(job: PreparedJob, rank: Int) throws {
    self.job = job
    self.rank = rank
    let model = try WorkerModel(job.model)
    self.model = model
    methods = try job.methods.map { method in
      if let context = job.context, let session = model.session {
        return try method.makeMethod(job: context, session: session)
      }
      guard let method = method as? any OutputMethodSettings else { preconditionFailure("refused by the job file") }
      return try method.makeMethod(scorer: model.scorer)
    }
    variations = try job.variations.map {
      try VariationStage($0, fitted: job.fittedGenerator?.generator, scorer: model.scorer)
    }
  }

  /// Makes an item's explanation end soon, as a failure, once `isInterrupted` says so.
  public func interrupt(when isInterrupted: @escaping @Sendable () -> Bool) {
    model.session?.isInterrupted = isInterrupted
  }

  /// Explains the item at a position of the data set. Never throws: whatever goes wrong with an item is its record.
  public func process(_ position: Int) -> ItemRecord {
    var stopwatch = StageStopwatch()
    var item = DatasetItem(index: position, id: "#\(position)", label: nil)
    let outcome: ItemRecord.Outcome
    do {
      item = try job.dataset.item(position)
      outcome = .explained(try explain(item, stopwatch: &stopwatch))
    } catch {
      outcome = .failed(ItemFailure(error))
    }
    return ItemRecord(
      index: position, id: item.id, label: item.label, outcome: outcome,
      provenance: Provenance(rank: rank, stages: stopwatch.stages.map { Provenance.Stage($0.name, $0.seconds) }))
  }

  private func explain(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> ExplainedItem {
    let prepared = try prepare(item, stopwatch: &stopwatch)
    var explanations = try methods.map { try $0.explain(prepared, stopwatch: &stopwatch) }
    let values = try stopwatch.measure("scores") { try score(&explanations, of: prepared) }
    if let variations {
      let record = try stopwatch.measure(VariationStage.key) {
        try variations.explain(prepared, explanations: explanations)
      }
      explanations.append(record)
    }
    return ExplainedItem(
      target: prepared.target, predicted: prepared.forward.predicted,
      probability: Double(prepared.forward.probabilities[prepared.target]), explanations: explanations, values: values,
      sentence: prepared.sentence.map { SentenceRecord(words: $0.tokens.words, rationale: $0.rationale) },
      truth: prepared.sentence == nil ? prepared.truth : nil)
  }

  private func prepare(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> PreparedItem {
    switch job.data {
    case .pictures(let dataset): try prepare(item, of: dataset, stopwatch: &stopwatch)
    case .sentences(let dataset): try prepare(item, of: dataset, stopwatch: &stopwatch)
    }
  }

  private func prepare(
    _ item: DatasetItem, of dataset: TextDataset, stopwatch: inout StageStopwatch
  ) throws -> PreparedItem {
    guard let session = model.session else { preconditionFailure("refused by the job file") }
    let sentence = try stopwatch.measure("decode") { try dataset.sentence(of: item) }
    let words = sentence.tokens.words.count
    guard words > 0 else { throw ItemError(kind: "empty", message: "the sentence has no words") }
    let (forward, (shape, values)) = try stopwatch.measure("forward") {
      let input = try session.begin(ids: sentence.tokens.ids, words: sentence.tokens.wordRange)
      return (try session.forward(input.values), input)
    }
    return PreparedItem(
      item: item, shape: shape, values: values, geometry: Preprocessing().geometry(width: words, height: 1),
      forward: forward, target: try target(of: item, forward: forward), sentence: sentence,
      truth: sentence.rationale.map { PixelMask(height: 1, width: words, bits: $0) },
      seed: Self.seed(job.file.seed, item.id))
  }

  private func prepare(
    _ item: DatasetItem, of dataset: any Dataset, stopwatch: inout StageStopwatch
  ) throws -> PreparedItem {
    let preprocessing = job.file.preprocessing
    let (geometry, (shape, values)) = try stopwatch.measure("decode") {
      let image = try dataset.image(of: item)
      return (
        preprocessing.geometry(width: image.width, height: image.height), preprocessing.tensorValues(from: image)
      )
    }
    guard shape == job.inputShape.dimensions else {
      throw ItemError(
        kind: "size",
        message:
          "the preprocessed picture is \(ItemError.text(shape)), not \(ItemError.text(job.inputShape.dimensions)) "
          + "as the others; set preprocessing.resize and preprocessing.crop")
    }
    let forward = try stopwatch.measure("forward") { try model.forward(values) }
    let target = try target(of: item, forward: forward)
    let truth = try job.truth(of: item, geometry: geometry)
    return PreparedItem(
      item: item, shape: shape, values: values, geometry: geometry, forward: forward, target: target,
      truth: truth?.object, boxes: truth?.boxes ?? [],
      seed: Self.seed(job.file.seed, item.id))
  }

  private func target(of item: DatasetItem, forward: ForwardResult) throws -> Int {
    let target: Int
    switch job.file.target {
    case .predicted: return forward.predicted
    case .index(let index): target = index
    case .label:
      guard let label = item.label else {
        throw ItemError(kind: "target", message: "the item has no label to explain; use target: predicted")
      }
      target = label
    }
    guard forward.probabilities.indices.contains(target) else {
      throw ItemError(
        kind: "target", message: "class \(target) is not among the model's \(forward.probabilities.count) classes")
    }
    return target
  }

  /// FNV-1a over the item's name, started from the job's seed: the same whatever the item's place and the rank.
  static func seed(_ seed: UInt64, _ name: String) -> UInt64 {
    name.utf8.reduce(seed ^ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
