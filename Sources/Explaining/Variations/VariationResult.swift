/// One alternative content of a salient region.
public struct Variation: Sendable, Equatable {
  /// The input with its salient region replaced, row-major, in the units of the model's input.
  public var image: [Float]
  /// The generator's latent vector.
  public var latent: [Float]
  public var predicted: Int
  /// Probability of the class that was predicted for the original.
  public var probability: Double
  /// Whether the predicted class is that of the original.
  public var accepted: Bool
  /// Distance from the original inside the region: root mean square, as a share of the range of the input's values.
  public var distance: Double
  /// The same between the generator's image and the original outside the region: how well the completion fits.
  public var keptError: Double
}

/// What is known of one input after its salient region has been varied.
public struct VariationResult: Sendable, Equatable {
  public var height: Int
  public var width: Int
  /// Class predicted for the original.
  public var predicted: Int
  /// Probability of it.
  public var probability: Double
  /// The pixels that were varied.
  public var region: [Bool]
  /// Class and probability of the original's class when the region is merely removed.
  public var removedPredicted: Int
  public var removedProbability: Double
  /// One per restart, in order; the first is the most likely completion.
  public var attempts: [Variation]
  /// Indices of the accepted attempts that differ from the original and from each other, most confident first.
  public var kept: [Int]
  /// Standard deviation of each pixel over the accepted attempts (root mean square over channels); 0 outside the
  /// region. High where the content does not matter to the model.
  public var variability: [Float]

  /// Share of attempts that keep the predicted class.
  public var acceptanceRate: Double {
    Double(attempts.count { $0.accepted }) / Double(max(1, attempts.count))
  }

  /// Whether the region can be varied: an accepted attempt differs enough from the original.
  public var isVariable: Bool { !kept.isEmpty }
}
