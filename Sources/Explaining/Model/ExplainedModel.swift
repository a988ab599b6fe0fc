import NeuralNetwork

/// A network prepared for explanation: what all worker threads share. Each thread makes a ``ModelSession`` of it.
public struct ExplainedModel: Sendable {
  public let network: Network
  public let inputTensor: String
  /// One input's shape without the batch axis.
  public let inputShape: [Int]
  public let probabilityTensor: String
  /// The scores that softmax is applied to.
  public let logitTensor: String
  public let classCount: Int
  /// Nil where the network has no layer that is linear in its input.
  public let firstLayer: FirstLayer?

  /// From one input to everything that a session's ``ForwardResult`` holds.
  let forward: Plan
  /// From a batch of inputs to scores.
  let scoring: Plan
  /// For gradients with respect to the first activation; nil without a first layer.
  let activationModel: AttributionModel?
  /// For gradients with respect to the input; nil where it holds tokens.
  let inputModel: AttributionModel?

  /// - Parameters:
  ///   - output: which of the network's outputs to explain; nil is the first.
  ///   - firstLayer: name of the node that is the first layer; nil finds it.
  ///   - imageShape: the pictures' `[C, H, W]`, where the network leaves its input's shape open. A network that takes
  ///     a flat vector of as many values gets the picture flattened.
  ///   - scoringBatch: inputs scored at once.
  public init(
    network: Network, output: String? = nil, firstLayer: String? = nil, imageShape: [Int]? = nil,
    scoringBatch: Int = 8
  ) throws(NetworkError) {
    self.network = network
    let probabilities = try network.probabilities(output: output)
    probabilityTensor = probabilities.tensor
    logitTensor = probabilities.logits
    inputTensor = network.inputs[0].name
    let declared = network.inputs[0].shape.map { Array($0.dropFirst()) }
    let isOpen = declared?.contains(nil) ?? true
    let openShape = isOpen ? imageShape : nil
    do {
      self.firstLayer = try network.firstLayer(named: firstLayer, inputShape: openShape)
    } catch {
      // Methods that look at outputs alone serve any network; a layer that was named must be there.
      guard firstLayer == nil, error.kind == .unsupported else { throw error }
      self.firstLayer = nil
    }
    let layer = self.firstLayer
    activationModel = try layer.map { layer throws(NetworkError) in
      try AttributionModel(network, tensor: layer.activationTensor, output: output, inputShape: openShape)
    }
    inputModel =
      network.inputs[0].type.isFloatingPoint
      ? try AttributionModel(network, output: output, inputShape: openShape) : nil
    var wanted = [probabilities.tensor, probabilities.logits]
    scoring = try Plan(network, to: wanted, inputShape: openShape, batch: scoringBatch)
    if let layer { wanted += [layer.inputTensor, layer.preActivationTensor, layer.activationTensor] }
    wanted += activationModel?.tail.frontier ?? []
    var seen: Set<String> = []
    forward = try Plan(network, to: wanted.filter { seen.insert($0).inserted }, inputShape: openShape, batch: 1)
    inputShape = Array(try forward.shape(of: inputTensor).dropFirst())
    classCount = try forward.shape(of: probabilityTensor).dropFirst().reduce(1, *)
  }
}
