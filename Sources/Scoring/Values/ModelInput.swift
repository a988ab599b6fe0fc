/// A picture as the model takes it: planar (channel, row, column), already normalised.
public struct ModelInput: Sendable, Equatable {
  public var channels: Int
  public var height: Int
  public var width: Int
  public var values: [Float]

  /// - Precondition: `values.count == channels * height * width`.
  public init(channels: Int, height: Int, width: Int, values: [Float]) {
    precondition(values.count == channels * height * width)
    self.channels = channels
    self.height = height
    self.width = width
    self.values = values
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
  /// The picture blurred by a Gaussian of 1/20 of its longer side.
  case blur
}
