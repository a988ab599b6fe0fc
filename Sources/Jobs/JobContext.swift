import Datasets
import Explaining

/// What a method may know of the job when it is checked and set up.
public struct JobContext: Sendable {
  public var model: ExplainedModel
  public var preprocessing: Preprocessing
  /// The preprocessed pictures' `[C, H, W]`; of sentences `[channels, 1, tokens]`.
  public var imageShape: [Int]
  /// All items, for methods that look at others than their own.
  public var data: JobData
  /// Index = class; may be empty.
  public var classNames: [String]
  public var seed: UInt64

  /// Whether the items are sentences.
  public var isAboutSentences: Bool { data.sentences != nil }

  /// The network's input for a picture of one grey level.
  func uniformInput(byte: UInt8) -> [Float] {
    (0..<imageShape[0]).flatMap { channel in
      [Float](
        repeating: preprocessing.value(of: byte, channel: channel), count: imageShape[1] * imageShape[2])
    }
  }
}
