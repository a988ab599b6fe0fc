import NeuralNetwork

extension ModelSession {
  /// Integrated gradients, with respect to the first layers' activations, of the target's score less another class's, from
  /// one input to another: which neurons' changes bring the target ahead.
  ///
  /// - Parameters:
  ///   - start: where the path begins, such as a masked image; it ends at `input`.
  ///   - rival: the class whose score is taken from the target's.
  ///   - points: Gauss-Legendre points; each costs a pass forward and one backward.
  /// - Returns: one value a neuron, in the order of the first layers.
  /// - Throws: `SMUGError.noFirstLayer` where the model has none.
  func attributeMargin(
    from start: [Float], to input: [Float], target: Int, rival: Int, points: Int
  ) throws -> [Double] {
    guard let from = try activationSample(start)?.1.activation, let (attributor, sample) = try activationSample(input)
    else { throw SMUGError.noFirstLayer(model.refusal) }
    let tail = try attributor.tail(.path, sample)
    let quadrature = Quadrature.gaussLegendre(points)
    var sums = [
      TailRunner.GradientSum(weights: quadrature.weights, values: [Double](repeating: 0, count: tail.size))
    ]
    try tail.accumulate(
      .logRatio(of: target, to: rival), from: try tail.native(from), to: try tail.native(sample.activation),
      at: quadrature.points, into: &sums)
    var values = try tail.gradient(sums[0], at: sample.activation)
    for index in values.indices {
      values[index] *= Double(sample.activation.values[index]) - Double(from.values[index])
    }
    return values
  }
}
