import Saliency

extension ModelSession {
  /// How much of the first layers' evidence each position carries: the attributions of the neurons that matter most, summed
  /// over those that see it (SMUG_base: Sahoo et al., ICLR 2021, with sums).
  ///
  /// - Parameters:
  ///   - hidden: the input with everything hidden, where evidence begins.
  ///   - points: Gauss-Legendre points; each costs a pass forward and one backward.
  ///   - k: how many neurons.
  /// - Returns: a value a position, row-major; nil where the model has no first layer.
  public func evidenceMap(
    of input: [Float], hidden: [Float], forward: ForwardResult, target: Int, positions: Int, points: Int = 8,
    k: Int = 1000
  ) throws -> [Float]? {
    guard let values = forward.firstLayer else { return nil }
    let scores = try integrateFirstActivations(
      IntegratedGradients(rule: .gaussLegendre(points)), input: input, target: target, from: .activations(of: hidden)
    ).values
    let fields = try layerFields(values, input: input, hidden: hidden, pixels: positions)
    let neurons = NeuronSelection(scores: scores, values: nil, k: k).neurons.filter { scores[$0] > 0 }
    return SMUGSaliency.base(fields: fields, count: positions, neurons: neurons, scores: scores, combination: .sum)
  }
}
