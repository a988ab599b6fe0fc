import NeuralNetwork

/// Where the path of integrated gradients on the first activations begins.
public enum PathStart: Sendable, Equatable {
  /// At activations of zero (SMUG's paper).
  case zero
  /// At the activations of another input, such as the image with everything hidden: then only what differs between the two
  /// inputs is attributed, and a neuron that a layer's bias alone turns on gets nothing.
  case activations(of: [Float])
}

extension ModelSession {
  /// Integrated gradients of the target's probability with respect to the first layers' activations.
  ///
  /// - Parameters:
  ///   - input: as many values as the model's input has, row-major.
  ///   - start: where the straight path begins; it ends at the input's own activations.
  /// - Returns: one value a neuron, in the order of the first layers.
  /// - Throws: `SMUGError.noFirstLayer` where the model has none.
  public func integrateFirstActivations(
    _ integration: IntegratedGradients, input: [Float], target: Int, from start: PathStart = .zero
  ) throws -> Attribution {
    let question = AttributionMemory.Question(
      subject: .firstActivations(from: start), integration: integration, target: target)
    return try remembered(question, of: input) {
      guard let (attributor, sample) = try activationSample(input) else {
        throw SMUGError.noFirstLayer(model.refusal)
      }
      let baseline: Tensor? =
        switch start {
        case .zero: nil
        case .activations(let other): try activationSample(other)?.1.activation
        }
      return try integration.attribute(attributor, sample, target: target, baseline: baseline)
    }
  }
}
