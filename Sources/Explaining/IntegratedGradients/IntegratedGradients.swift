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
  }

  public var rule: Rule

  public init(rule: Rule = .evenlySpaced(200)) { self.rule = rule }

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
    try attributor.begin(sample)
    let end = try attributor.native(sample.activation)
    var start: [Float]?
    if let baseline { start = try attributor.native(baseline) }
    let quadrature = rule.quadrature
    var sum = [Double](repeating: 0, count: end.count)
    try attributor.accumulate(
      target, from: start, to: end, at: quadrature.points[...], weights: quadrature.weights[...], into: &sum)
    for i in sum.indices { sum[i] *= Double(end[i]) - Double(start?[i] ?? 0) }
    let atBaseline =
      try start == nil
      ? attributor.probabilitiesAtZero(sample, like: end)
      : Array(attributor.probabilities(from: start, to: end, at: [0]).prefix(sample.probabilities.count))
    let values = try attributor.rowMajor(sum)
    let probability = Double(sample.probabilities[target])
    let baselineProbability = Double(atBaseline[target])
    return Attribution(
      target: target, probability: probability, baselineProbability: baselineProbability, values: values,
      shape: attributor.model.shape, points: quadrature.points.count,
      delta: values.reduce(0, +) - (probability - baselineProbability))
  }
}

extension IntegratedGradients.Rule {
  var quadrature: Quadrature {
    switch self {
    case .evenlySpaced(let n): .evenlySpaced(n)
    case .gaussLegendre(let n): .gaussLegendre(n)
    case .trapezoid(let n): .trapezoid(n)
    case .rightRiemann(let n): .rightRiemann(n)
    }
  }
}
