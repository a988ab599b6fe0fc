import NeuralNetwork

/// Integrated gradients (Sundararajan, Taly and Yan 2017): each element's share of the change of a class's probability
/// between a baseline and the input, `(x_i - x'_i)` times the mean of `dp/dx_i` on the straight line between them.
///
/// Evaluated in batches of points, so memory does not grow with their number; sums are in double precision.
public struct IntegratedGradients: Sendable, Equatable {
  public enum Rule: Sendable, Equatable {
    /// Both ends included, each weighted 1/n, as SMUG's reference does.
    case evenlySpaced(Int)
    case gaussLegendre(Int)
    case trapezoid(Int)
    case rightRiemann(Int)
    /// As many points as the input needs.
    case adaptive(Adaptive)
  }

  /// When an adaptive integration is done.
  public struct Adaptive: Sendable, Equatable {
    /// Largest |delta| as a share of the change of probability.
    public var tolerance: Double
    /// The elements whose selection has to be settled: those of the largest values. ``SMUG`` asks for as many as it takes.
    public var top: Int
    /// Share of them that the rule and that of half as many points must have in common.
    public var stability: Double
    /// Largest estimated error of the values as a share of their L2 norm: how far they lie from those of half as many
    /// points. What 0.03 finds of the 3000 largest values: docs/gradients.md.
    public var error: Double
    /// No refinement beyond this many points altogether.
    public var maximumPoints: Int

    public init(
      tolerance: Double = 0.01, top: Int = 3000, stability: Double = 0.96, error: Double = 0.03,
      maximumPoints: Int = 2000
    ) {
      self.tolerance = tolerance
      self.top = top
      self.stability = stability
      self.error = error
      self.maximumPoints = maximumPoints
    }
  }

  public var rule: Rule

  public init(rule: Rule = Rule(.evenlySpaced)) { self.rule = rule }

  /// The same, with an adaptive rule that settles as many of the largest values.
  func settling(top: Int) -> IntegratedGradients {
    guard case .adaptive(var adaptive) = rule else { return self }
    adaptive.top = top
    return IntegratedGradients(rule: .adaptive(adaptive))
  }

  /// Attributes the probability of `target` to the elements of the model's tensor.
  /// - Parameters:
  ///   - target: the predicted class when nil.
  ///   - baseline: where the path starts, of the attributed tensor's shape; zero when nil.
  public func attribute(
    _ attributor: Attributor, _ sample: Attributor.Sample, target: Int? = nil, baseline: Tensor? = nil
  ) throws(NetworkError) -> Attribution {
    let target = target ?? sample.predicted
    guard sample.probabilities.indices.contains(target) else {
      throw NetworkError(.mismatch, "the network has no class \(target); it has \(sample.probabilities.count)")
    }
    let tail = try attributor.tail(baseline == nil ? .ray : .path, sample)
    let end = try tail.native(sample.activation)
    var start: [Float]?
    if let baseline { start = try tail.native(baseline) }
    let atBaseline =
      try start == nil ? tail.probabilitiesAtZero(sample, like: end) : tail.probabilities(from: start, to: end, at: 0)
    let from = baseline?.values ?? []
    let path = Path(
      start: start, end: end, sample: sample.activation,
      change: sample.activation.values.enumerated().map { Double($1) - (from.isEmpty ? 0 : Double(from[$0])) },
      target: target, probability: Double(sample.probabilities[target]),
      baselineProbability: Double(atBaseline[target]))
    switch rule {
    case .adaptive(let settings): return try integrate(tail, path, settings)
    default: return try integrate(tail, path, rule.quadrature)
    }
  }

  /// The straight line to integrate along.
  struct Path {
    /// Its ends in the coordinates of the points; a start of nil is zero.
    var start: [Float]?
    var end: [Float]
    /// The attributed tensors' values at its end, and by how much they change along it, row-major.
    var sample: Tensor
    var change: [Double]
    var target: Int
    var probability: Double
    var baselineProbability: Double

    /// Attributions from the integral of the gradient, row-major.
    func values(_ integral: TailRunner.GradientSum, _ tail: TailRunner) throws(NetworkError) -> [Double] {
      var values = try tail.gradient(integral, at: sample)
      for i in values.indices { values[i] *= change[i] }
      return values
    }
  }

  private func integrate(_ tail: TailRunner, _ path: Path, _ quadrature: Quadrature) throws(NetworkError)
    -> Attribution
  {
    var sums = [
      TailRunner.GradientSum(weights: quadrature.weights, values: [Double](repeating: 0, count: tail.size))
    ]
    try tail.accumulate(
      .probability(of: path.target), from: path.start, to: path.end, at: quadrature.points, into: &sums)
    return attribution(tail, path, try path.values(sums[0], tail), points: quadrature.points.count)
  }

  /// - Parameter values: row-major.
  func attribution(_ tail: TailRunner, _ path: Path, _ values: [Double], points: Int) -> Attribution {
    Attribution(
      target: path.target, probability: path.probability, baselineProbability: path.baselineProbability, values: values,
      shape: tail.model.shape, points: points,
      delta: values.reduce(0, +) - (path.probability - path.baselineProbability))
  }
}
