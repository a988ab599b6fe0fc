import Datasets
import Explaining
import Saliency
import Scoring
import Storing

/// An item that is read, preprocessed and passed through the model: what every method starts from.
public struct PreparedItem {
  public var item: DatasetItem
  /// The network's input without the batch axis, `C x H x W`; of a sentence the vectors of its words, `channels x 1 x words`.
  public var shape: [Int]
  public var values: [Float]
  /// Where the image's parts went.
  public var geometry: InputGeometry
  /// The model's answer and the first layer's values.
  public var forward: ForwardResult
  /// The class to explain.
  public var target: Int
  /// The words, where the item is a sentence.
  public var sentence: Sentence?
  /// The true object's pixels at the input's size, or the words that people marked, where the data set knows them.
  public var truth: PixelMask?
  /// The boxes that the truth was drawn from, in the input's coordinates; none where it is no boxes.
  public var boxes: [NamedBox] = []
  /// What the job's methods before this one say of it.
  public var explanations: [ExplanationRecord] = []
  /// For everything random about this item: the job's seed mixed with the item's name.
  public var seed: UInt64

  public var height: Int { shape[1] }
  public var width: Int { shape[2] }
}
