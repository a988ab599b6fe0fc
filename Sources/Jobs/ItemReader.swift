import Datasets
import Explaining
import Saliency
import Timing

/// Reads items and passes them through the model, on one worker thread.
protocol ItemReader {
  func read(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> PreparedItem
}

/// Reads images: decodes, preprocesses, and looks up the true object.
struct ImageReader: ItemReader {
  let dataset: any Dataset
  let model: WorkerModel
  let job: PreparedJob

  func read(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> PreparedItem {
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
          "the preprocessed image is \(ItemError.text(shape)), not \(ItemError.text(job.inputShape.dimensions)) "
          + "as the others; set preprocessing.resize and preprocessing.crop")
    }
    let forward = try stopwatch.measure("forward") { try model.forward(values) }
    let target = try job.file.target.target(of: item, answer: forward)
    let truth = try job.truth(of: item, geometry: geometry)
    return PreparedItem(
      item: item, shape: shape, values: values, geometry: geometry, forward: forward, target: target,
      truth: truth?.object, boxes: truth?.boxes ?? [], seed: item.seed(job.file.seed))
  }
}

/// Reads sentences: splits them into tokens and begins them in the session, from which on a word is a column of an image.
struct SentenceReader: ItemReader {
  let dataset: TextDataset
  let session: ModelSession
  let job: PreparedJob

  func read(_ item: DatasetItem, stopwatch: inout StageStopwatch) throws -> PreparedItem {
    let sentence = try stopwatch.measure("decode") { try dataset.sentence(of: item) }
    let words = sentence.tokens.words.count
    guard words > 0 else { throw ItemError(kind: "empty", message: "the sentence has no words") }
    let (forward, (shape, values)) = try stopwatch.measure("forward") {
      let input = try session.begin(ids: sentence.tokens.ids, words: sentence.tokens.wordRange)
      return (try session.forward(input.values), input)
    }
    return PreparedItem(
      item: item, shape: shape, values: values, geometry: Preprocessing().geometry(width: words, height: 1),
      forward: forward, target: try job.file.target.target(of: item, answer: forward), sentence: sentence,
      truth: sentence.rationale.map { PixelMask(height: 1, width: words, bits: $0) }, seed: item.seed(job.file.seed))
  }
}

extension JobFile.TargetRule {
  /// The class to explain of an item.
  func target(of item: DatasetItem, answer: ForwardResult) throws(ItemError) -> Int {
    let target: Int
    switch self {
    case .predicted: return answer.predicted
    case .index(let index): target = index
    case .label:
      guard let label = item.label else {
        throw ItemError(kind: "target", message: "the item has no label to explain; use target: predicted")
      }
      target = label
    }
    guard answer.probabilities.indices.contains(target) else {
      throw ItemError(
        kind: "target", message: "class \(target) is not among the model's \(answer.probabilities.count) classes")
    }
    return target
  }
}

extension DatasetItem {
  /// FNV-1a over the item's name, started from the job's seed: the same whatever the item's place and the rank.
  func seed(_ seed: UInt64) -> UInt64 {
    id.utf8.reduce(seed ^ 0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
  }
}
