/// A picture as the model takes it: planar (channel, row, column), already normalized. A sentence is a picture of one row
/// with a column for each word, whose channels are the word's vector; a hidden word is a vector of zeros.
public struct ModelInput: Sendable, Equatable {
  public var channels: Int
  public var height: Int
  public var width: Int
  public var values: [Float]
  public var kind: Kind

  public enum Kind: Sendable, Equatable {
    case picture
    case sentence
  }

  /// - Precondition: `values.count == channels * height * width`.
  public init(channels: Int, height: Int, width: Int, values: [Float], kind: Kind = .picture) {
    precondition(values.count == channels * height * width)
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
    self.kind = kind
  }
}

/// Runs the model on a batch: class probabilities of each input, in order. Scores never look behind this closure.
public typealias Classify = (_ batch: [ModelInput]) throws -> [[Float]]

/// Which stand-in takes the place of hidden pixels.
public enum Baseline: String, Sendable, CaseIterable {
  /// Zero in the model's own input range (for most models: the training set's mean colour).
  case zero
  /// The picture's own mean, per channel.
  case mean
  /// The picture blurred by a Gaussian of 1/20 of its longer side; has no meaning for sentences.
  case blur

  /// Those that have a meaning for an input.
  static func all(for input: ModelInput) -> [Baseline] { input.kind == .sentence ? [.zero, .mean] : allCases }
}
