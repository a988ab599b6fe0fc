import NeuralNetwork
import Saliency

/// Scores the first layer's neurons by the ranking that the settings ask for (SMUG, step 2).
struct NeuronRanking {
  let smug: SMUG
  let session: ModelSession

  /// SciPy's filter with its usual reach of four standard deviations and zeros beyond the border.
  private static let blur = GaussianBlur(sigma: 3, border: .zeros, radius: 12, precision: .double)

  /// One score per neuron, and how the integral went where there is one.
  ///
  /// - Parameter hidden: the input with everything hidden, where evidence of change begins.
  func scores(
    input: [Float], hidden: [Float], height: Int, width: Int, values: FirstLayerValues, target: Int
  ) throws -> (scores: [Double], attribution: Attribution?) {
    switch smug.settings.ranking {
    case .activation:
      guard smug.settings.evidence == .change else { return (values.preActivation.map(Double.init), nil) }
      let start = try session.forward(hidden).firstLayer?.preActivation ?? []
      return (zip(values.preActivation, start).map { abs(Double($0) - Double($1)) }, nil)
    case .gradient:
      return (try gradient(at: input, target: target), nil)
    case .blurredGradient:
      let blurred = Self.blur.applied(to: input, height: height, width: width)
      return (try gradient(at: blurred, target: target), nil)
    case .integratedGradients:
      let attribution = try integral(input: input, hidden: hidden, target: target)
      return (attribution.values, attribution)
    case .blackWhiteIntegratedGradients:
      guard let blackWhite = smug.blackWhite else { throw SMUGError.noBlackWhite }
      let attribution = try session.integrateFirstActivations(
        smug.integration.settling(top: smug.settings.k), input: input, target: target,
        from: .activations(of: blackWhite.black))
      let other = try session.integrateFirstActivations(
        smug.integration.settling(top: smug.settings.k), input: input, target: target,
        from: .activations(of: blackWhite.white))
      let mean = Attribution.mean(of: [attribution, other])
      return (mean.values, mean)
    }
  }

  /// Integrated gradients on the path that the evidence asks for: what maps show, and what `ig` ranks by.
  func integral(input: [Float], hidden: [Float], target: Int) throws -> Attribution {
    try session.integrateFirstActivations(
      smug.integration.settling(top: smug.settings.k), input: input, target: target,
      from: smug.settings.evidence == .change ? .activations(of: hidden) : .zero)
  }

  private func gradient(at input: [Float], target: Int) throws -> [Double] {
    guard let (attributor, sample) = try session.activationSample(input) else {
      throw SMUGError.noFirstLayer(session.model.refusal)
    }
    return try attributor.gradient(of: target, at: sample)
  }
}
