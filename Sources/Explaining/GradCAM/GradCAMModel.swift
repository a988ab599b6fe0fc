import NeuralNetwork

/// A network prepared for Grad-CAM: the part up to its feature maps and the part behind them. Shared by all threads.
public struct GradCAMModel: Sendable {
  /// The tensor of the feature maps.
  public let layer: String
  /// Its `[channels, rows, columns]`.
  public let layerShape: [Int]
  let inputTensor: String
  let inputShape: [Int]
  /// From the input to the feature maps and whatever else the part behind them needs.
  let head: Plan
  /// From the feature maps to the score, with gradients.
  let tail: Plan

  /// - Parameters:
  ///   - layer: name of the tensor of the feature maps, or of the node that makes it; the network's last ones when nil.
  ///   - score: what the gradient is taken of. Selvaraju et al. take the score before the softmax.
  public init(_ model: ExplainedModel, layer: String? = nil, score: ScoreKind = .logit) throws(NetworkError) {
    let network = model.network
    guard model.inputShape.count == 3 else {
      throw NetworkError(.unsupported, "Grad-CAM wants images; this model takes \(model.inputShape)")
    }
    if let layer {
      guard let tensor = network.tensor(named: layer) else {
        throw NetworkError(.mismatch, "the network has no tensor and no node '\(layer)'")
      }
      self.layer = tensor
    } else {
      self.layer = try network.lastFeatureMaps(before: model.logitTensor, inputShape: model.inputShape)
    }
    let goal = score == .logit ? model.logitTensor : model.probabilityTensor
    tail = try Plan(network, from: [self.layer], to: [goal], inputShape: model.inputShape, differentiable: true)
    layerShape = Array(try tail.shape(of: self.layer).dropFirst())
    guard layerShape.count == 3 else {
      throw NetworkError(
        .mismatch, "Grad-CAM wants feature maps, channels x rows x columns; '\(self.layer)' is \(layerShape)")
    }
    let input = model.inputTensor
    let wanted = (self.layer == input ? [] : [self.layer]) + tail.frontier.filter { $0 != input }
    head = try Plan(network, to: wanted.isEmpty ? [goal] : wanted, inputShape: model.inputShape)
    inputTensor = input
    inputShape = model.inputShape
  }
}
