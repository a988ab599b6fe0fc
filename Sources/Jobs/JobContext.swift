import Datasets
import Explaining
import Saliency

/// What a method may know of the job's items, whatever the model is.
public struct ItemContext: Sendable {
  public var preprocessing: Preprocessing
  /// All items, for methods that look at others than their own.
  public var data: JobData
}

/// What a method may know of the job when it is checked and set up.
public struct JobContext: Sendable {
  public var model: ExplainedModel
  public var preprocessing: Preprocessing
  /// Of the preprocessed images; of sentences with a column for each token, padding included.
  public var inputShape: InputShape
  /// All items, for methods that look at others than their own.
  public var data: JobData
  /// Index = class; may be empty.
  public var classNames: [String]
  public var seed: UInt64

  /// The job's items alone.
  public var items: ItemContext { ItemContext(preprocessing: preprocessing, data: data) }

  /// Whether the items are sentences.
  public var isAboutSentences: Bool { data.sentences != nil }

  /// The network's input for an image of one grey level.
  func uniformInput(byte: UInt8) -> [Float] {
    (0..<inputShape.channels).flatMap { channel in
      [Float](repeating: preprocessing.value(of: byte, channel: channel), count: inputShape.maskCount)
    }
  }
}
