import Saliency

/// An input as the model takes it: planar (channel, row, column), already normalized. A sentence is one row with a column
/// for each word, whose channels are the word's vector.
public struct ModelInput: Sendable, Equatable {
  public var shape: InputShape
  public var values: [Float]

  /// - Precondition: as many values as the shape says.
  public init(shape: InputShape, values: [Float]) {
    precondition(values.count == shape.inputCount)
    self.shape = shape
    self.values = values
  }

  /// An image.
  ///
  /// - Precondition: `values.count == channels * height * width`.
  public init(channels: Int, height: Int, width: Int, values: [Float]) {
    self.init(shape: .image(channels: channels, height: height, width: width), values: values)
  }

  public var channels: Int { shape.channels }
  public var height: Int { shape.height }
  public var width: Int { shape.width }

  /// Whether it is a sentence, whose words have no neighbours.
  var isSentence: Bool {
    if case .image = shape { false } else { true }
  }
}

/// Runs the model on a batch: class probabilities of each input, in order. Scores never look behind this closure.
public typealias Classify = (_ batch: [ModelInput]) throws -> [[Float]]
