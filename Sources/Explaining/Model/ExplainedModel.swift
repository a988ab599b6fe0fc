import NeuralNetwork

/// A network prepared for explanation: what all worker threads share. Each thread makes a ``ModelSession`` of it.
public struct ExplainedModel: Sendable {
  public let network: Network
  /// The tensor that is explained and masked: the network's input, or the embedding of a sentence's tokens.
  public let inputTensor: String
  /// One input's shape without the batch axis. Of sentences the longest one's: `[channels, 1, words]`.
  public let inputShape: [Int]
  /// Probabilities, a row of ``classCount`` an input. They add up to 1 unless the network has a sigmoid for each class.
  public let probabilityTensor: String
  /// The scores that softmax, or a sigmoid each, turns into them.
  public let logitTensor: String
  public let classCount: Int
  /// The layers whose neurons are affine in what is masked, all that come first. Empty where there is none.
  public let firstLayers: [FirstLayer]
  /// Of each first layer on a image, how its input follows from the pixels; empty for sentences.
  public let fronts: [AffineMap]
  /// Why there is no first layer, where there is none.
  public let refusal: NetworkError?
  /// How sentences enter; nil for a network of images.
  public let sentences: SentenceEntry?

  /// The first layer; nil where the network has none that is affine in its input.
  public var firstLayer: FirstLayer? { firstLayers.first }

  /// From one input to everything that a session's ``ForwardResult`` holds.
  let forward: Plan
  /// From a batch of inputs to scores.
  let scoring: Plan
  /// For gradients with respect to the first activations; nil without a first layer.
  let activationModel: AttributionModel?
  /// For gradients with respect to the input; nil where it holds tokens.
  let inputModel: AttributionModel?

  /// A network of images. One that takes them channels last, or as bytes, is explained as one that does not.
  ///
  /// - Parameters:
  ///   - output: which of the network's outputs to explain; nil is the first.
  ///   - firstLayer: name of the one layer that SMUG constrains; nil takes all that come first.
  ///   - imageShape: the images' `[C, H, W]`, where the network leaves its input's shape open. A network that takes
  ///     a flat vector of as many values gets the image flattened.
  ///   - scoringBatch: inputs scored at once; nil is what the cache holds.
  public init(
    network: Network, output: String? = nil, firstLayer: String? = nil, imageShape: [Int]? = nil,
    scoringBatch: Int? = nil
  ) throws(NetworkError) {
    let network = try network.takingImages(of: imageShape)
    let declared = network.inputs[0].shape.map { Array($0.dropFirst()) }
    let openShape = declared?.contains(nil) ?? true ? imageShape : nil
    let layers = try Self.layers(isNamed: firstLayer != nil) { () throws(NetworkError) in
      try network.imageLayers(named: firstLayer, inputShape: openShape)
    }
    try self.init(
      network, entry: network.inputs[0].name, layers: layers.found.map(\.layer), fronts: layers.found.map(\.front),
      refusal: layers.refusal, output: output, openShape: openShape, scoringBatch: scoringBatch,
      hasGradient: network.inputs[0].type.isFloatingPoint, embedding: nil)
  }

  /// A network that takes token ids, `[batch, length]`, explained from its embedding on: a sentence is an image one pixel
  /// high with a column for each word, whose channels are the word's vector; a hidden word is a vector of zeros.
  ///
  /// - Parameters:
  ///   - length: number of tokens of a padded sentence.
  ///   - embedding: name of a node or tensor that gives the vectors; nil finds it.
  ///   - firstLayer: name of the one layer that SMUG constrains; nil takes all behind the embedding.
  /// - Throws: where there is no embedding, or a named layer does not exist.
  public init(
    sentences network: Network, length: Int, embedding: String? = nil, output: String? = nil,
    firstLayer: String? = nil, scoringBatch: Int = 32
  ) throws(NetworkError) {
    let declared = network.inputs[0].shape.map { Array($0.dropFirst()) }
    let openShape = declared?.contains(nil) ?? true ? [length] : nil
    let found = try network.embedding(named: embedding, length: openShape?[0])
    guard found.length == length else {
      throw NetworkError(
        .mismatch, "the network takes sentences of \(found.length) tokens, but they are padded to \(length)")
    }
    let layers = try Self.layers(isNamed: firstLayer != nil) { () throws(NetworkError) in
      try network.firstLayers(behind: found.tensor, named: firstLayer, inputShape: openShape)
    }
    try self.init(
      network, entry: found.tensor, layers: layers.found, fronts: [], refusal: layers.refusal, output: output,
      openShape: openShape, scoringBatch: scoringBatch, hasGradient: true, embedding: found)
  }

  /// The layers found, or why there are none: methods that look at outputs alone serve any network. A layer that was named
  /// must be there.
  private static func layers<Layer>(
    isNamed: Bool, _ find: () throws(NetworkError) -> [Layer]
  ) throws(NetworkError) -> (found: [Layer], refusal: NetworkError?) {
    do {
      return (try find(), nil)
    } catch {
      guard !isNamed, error.kind == .unsupported else { throw error }
      return ([], error)
    }
  }

  private init(
    _ network: Network, entry: String, layers: [FirstLayer], fronts: [AffineMap], refusal: NetworkError?,
    output: String?, openShape: [Int]?, scoringBatch: Int?, hasGradient: Bool, embedding: TokenEmbedding?
  ) throws(NetworkError) {
    self.network = network
    firstLayers = layers
    self.fronts = fronts
    self.refusal = refusal
    let probabilities = try network.probabilities(output: output, inputShape: openShape)
    probabilityTensor = probabilities.tensor
    logitTensor = probabilities.logits
    inputTensor = entry
    activationModel =
      layers.isEmpty
      ? nil
      : try AttributionModel(
        network, entry: entry, tensors: layers.map(\.activationTensor), output: output, inputShape: openShape)
    inputModel =
      hasGradient
      ? try AttributionModel(network, entry: entry, tensors: [entry], output: output, inputShape: openShape) : nil
    var wanted = [probabilities.tensor, probabilities.logits]
    let batch: Int
    if let scoringBatch {
      batch = scoringBatch
    } else {
      batch = try Plan.scoringBatch(network, from: [entry], to: wanted, inputShape: openShape)
    }
    scoring = try Plan(network, from: [entry], to: wanted, inputShape: openShape, batch: batch)
    for layer in layers { wanted += [layer.inputTensor, layer.preActivationTensor, layer.activationTensor] }
    wanted += (activationModel?.passedOn ?? []) + (inputModel?.passedOn ?? [])
    var seen: Set<String> = []
    forward = try Plan(
      network, from: [entry], to: wanted.filter { seen.insert($0).inserted }, inputShape: openShape, batch: 1)
    classCount = try forward.shape(of: probabilityTensor).dropFirst().reduce(1, *)
    if let embedding {
      var outside = forward.frontier + scoring.frontier
      outside += (activationModel?.surroundings ?? []) + (inputModel?.surroundings ?? [])
      sentences = try SentenceEntry(
        network, embedding: embedding, surroundings: outside, layers: layers, openShape: openShape)
      inputShape = [embedding.channels, 1, embedding.length]
    } else {
      sentences = nil
      inputShape = Array(try forward.shape(of: entry).dropFirst())
    }
  }
}
