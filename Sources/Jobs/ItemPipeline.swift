import Datasets
import Explaining
import ExternalModels
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
  let reader: any ItemReader
  private let variations: VariationStage?

  public init(job: PreparedJob, rank: Int) throws {
    self.job = job
    self.rank = rank
    switch job.model {
    case .network(let network, let data, let makers):
      let session = try ModelSession(model: network)
      model = .network(session)
      session.remembersAttributions = makers.count > 1
      methods = try makers.map { try $0(session) }
      switch data {
      case .images(let dataset): reader = ImageReader(dataset: dataset, model: model, job: job)
      case .sentences(let dataset): reader = SentenceReader(dataset: dataset, session: session, job: job)
      }
    case .program(let settings, let dataset, let methods):
      let program = try ExternalModel(settings: settings)
      model = .program(program)
      let items = ItemContext(preprocessing: job.file.preprocessing, data: .images(dataset))
      self.methods = try methods.map { try $0(program, items) }
      reader = ImageReader(dataset: dataset, model: model, job: job)
    }
    let scorer = model.scorer
    variations = try job.variations.map {
      try VariationStage($0, fitted: job.fittedGenerator?.generator, scorer: scorer)
    }
  }

  /// Makes an item's explanation end soon, as a failure, once `isInterrupted` says so.
  public func interrupt(when isInterrupted: @escaping @Sendable () -> Bool) {
    model.interrupt(when: isInterrupted)
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

  /// What some methods say of an item, in their order.
  func explanations(
    of item: PreparedItem, by methods: ArraySlice<any ExplanationMethod>, _ stopwatch: inout StageStopwatch
  ) throws -> [ExplanationRecord] {
    var item = item
    for method in methods { item.explanations.append(try method.explain(item, stopwatch: &stopwatch)) }
    return item.explanations
  }

  private func explain(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> ExplainedItem {
    let prepared = try reader.read(item, stopwatch: &stopwatch)
    var explanations = try explanations(of: prepared, by: methods[...], &stopwatch)
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
}
