import NeuralNetwork

/// A first layer with its input for one item: what each neuron is with everything hidden, and by how much each position
/// that is kept changes that.
struct LayerField {
  let layer: FirstLayer
  /// Number of the layer's first neuron among those of all first layers.
  let firstNeuron: Int
  /// The layer's input with everything hidden.
  let hidden: [Double]
  let changes: ElementChanges

  /// Visits the neurons' positions: pixels or words, any number of times each.
  ///
  /// - Parameters:
  ///   - neuron: among those of all first layers.
  ///   - body: given a position and what keeping it adds to the neuron's value.
  /// - Returns: the neuron's value before its activation with everything hidden.
  @discardableResult
  func forEachChange(of neuron: Int, _ body: (_ position: Int, _ change: Double) -> Void) -> Double {
    var value = 0.0
    layer.forEachTap(of: neuron - firstNeuron) { weight, element in
      value += weight * hidden[element]
      changes.forEach(of: element) { body($0, weight * $1) }
    }
    return value + layer.bias[layer.channel(of: neuron - firstNeuron)]
  }
}

extension [LayerField] {
  /// The layer that a neuron belongs to.
  func field(of neuron: Int) -> LayerField { self[lastIndex { $0.firstNeuron <= neuron }!] }
}

/// By how much each element of a first layer's input changes when a position is kept instead of hidden.
enum ElementChanges {
  /// Elements that are affine in the values of pixels, which lie channel by channel: `changes` of those values.
  case pixels(front: AffineMap, changes: [Double], pixels: Int)
  /// Elements of one token each (-1 for none), of which some are words that can be hidden.
  case tokens([Int32], words: Range<Int>, changes: [Double])

  func forEach(of element: Int, _ body: (_ position: Int, _ change: Double) -> Void) {
    switch self {
    case .pixels(let front, let changes, let pixels):
      front.forEachTerm(of: element) { source, coefficient in body(source % pixels, coefficient * changes[source]) }
    case .tokens(let tokens, let words, let changes):
      let token = Int(tokens[element])
      // Padding of a sentence belongs to no word: it stays as it is.
      if words.contains(token) { body(token - words.lowerBound, changes[element]) }
    }
  }
}

extension LayerField {
  /// A layer on an image.
  ///
  /// - Parameters:
  ///   - front: the layer's input as affine functions of the image's values.
  ///   - image: the network's input, channel by channel.
  ///   - hidden: what stands in its place where pixels are hidden.
  ///   - pixels: number of pixels of a channel.
  init(layer: FirstLayer, firstNeuron: Int, front: AffineMap, image: [Float], hidden: [Float], pixels: Int) {
    self.init(
      layer: layer, firstNeuron: firstNeuron, hidden: front.applied(to: hidden.map(Double.init)),
      changes: .pixels(front: front, changes: zip(image, hidden).map { Double($0) - Double($1) }, pixels: pixels))
  }
}

extension ModelSession {
  /// The first layers for what is explained: an image, or the sentence taken up, of which hidden words are zero.
  func layerFields(
    _ values: FirstLayerValues, input: [Float], hidden: [Float], pixels: Int
  ) throws -> [LayerField] {
    guard let sentence else { return layerFields(image: input, hidden: hidden, pixels: pixels) }
    return try layerFields(values, of: sentence)
  }

  /// The first layers for an image.
  ///
  /// - Parameter hidden: an image of the same shape, what stands where pixels are hidden.
  func layerFields(image: [Float], hidden: [Float], pixels: Int) -> [LayerField] {
    var neurons = 0
    return zip(model.firstLayers, model.fronts).map { layer, front in
      defer { neurons += layer.outputShape.reduce(1, *) }
      return LayerField(
        layer: layer, firstNeuron: neurons, front: front, image: image, hidden: hidden, pixels: pixels)
    }
  }

  /// The first layers for the sentence taken up.
  func layerFields(_ values: FirstLayerValues, of sentence: SentenceFrame) throws -> [LayerField] {
    guard let blank = try blankFirstLayer(), let entry = model.sentences else { throw SMUGError.noFirstLayer(nil) }
    var neurons = 0
    return model.firstLayers.indices.map { index in
      let layer = model.firstLayers[index]
      let (seen, hidden) = (values.inputs[index], blank.inputs[index].map(Double.init))
      defer { neurons += layer.outputShape.reduce(1, *) }
      return LayerField(
        layer: layer, firstNeuron: neurons, hidden: hidden,
        changes: .tokens(
          entry.tokensOfElements[index], words: sentence.words, changes: zip(seen, hidden).map { Double($0) - $1 }))
    }
  }
}
