/// How much each element of a tensor contributed to a class's probability.
public struct Attribution: Sendable, Equatable {
  /// The class explained.
  public var target: Int
  /// Its probability for the input, and for the baseline (nil where the method has none).
  public var probability: Double
  public var baselineProbability: Double?
  /// One value an element of the attributed tensor, row-major, without the batch axis.
  public var values: [Double]
  public var shape: [Int]
  /// Gradients evaluated.
  public var points: Int
  /// Sum of the values minus the change of probability: what integration has missed. nil where the method promises no sum.
  public var delta: Double?
  /// Estimated error of the values, as a share of their L2 norm; nil where the rule gives no estimate.
  public var errorEstimate: Double?
  /// Whether a rule that decides by itself when to stop reached its tolerance.
  public var isConverged: Bool

  public init(
    target: Int, probability: Double, baselineProbability: Double? = nil, values: [Double], shape: [Int], points: Int,
    delta: Double? = nil, errorEstimate: Double? = nil, isConverged: Bool = true
  ) {
    self.target = target
    self.probability = probability
    self.baselineProbability = baselineProbability
    self.values = values
    self.shape = shape
    self.points = points
    self.delta = delta
    self.errorEstimate = errorEstimate
    self.isConverged = isConverged
  }
}
