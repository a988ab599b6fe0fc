import NeuralNetwork

/// A first layer with its input for one item, and where that input's elements lie in what is masked.
struct LayerField {
  let layer: FirstLayer
  /// Number of the layer's first neuron among those of all first layers.
  let firstNeuron: Int
  /// The layer's input for the item, and for the item with everything hidden.
  let input: [Float]
  let base: [Float]
  let positions: ElementPositions

  /// The pixel or word that an element of the layer's input belongs to; -1 for one that is never hidden.
  func position(of element: Int) -> Int { positions.position(of: element) }
}

extension [LayerField] {
  /// The layer that a neuron belongs to.
  func field(of neuron: Int) -> LayerField { self[lastIndex { $0.firstNeuron <= neuron }!] }
}

/// Which position of the masked input each element of a first layer's input belongs to.
enum ElementPositions: Equatable {
  /// Pixels of an image, channel by channel.
  case image(pixels: Int)
  /// A token for each element (-1 for none), of which some are words that can be hidden.
  case tokens([Int32], words: Range<Int>)

  /// - Throws: ``SMUGError/firstLayerShape(layer:image:node:)`` unless the layer's input is the image, pixel by
  ///   pixel, or the image flattened.
  static func image(of layer: FirstLayer, height: Int, width: Int) throws(SMUGError) -> ElementPositions {
    let shape = layer.inputShape
    let isImage = shape.count == 3 && shape[1] == height && shape[2] == width
    let isFlattened = shape.count == 1 && shape[0] % (height * width) == 0
    guard isImage || isFlattened else {
      throw .firstLayerShape(layer: shape, image: [height, width], node: layer.node)
    }
    return .image(pixels: height * width)
  }

  func position(of element: Int) -> Int {
    switch self {
    case .image(let pixels): return element % pixels
    case .tokens(let tokens, let words):
      let token = Int(tokens[element])
      return words.contains(token) ? token - words.lowerBound : -1
    }
  }
}

extension ModelSession {
  /// The first layers' inputs for an item, and with everything hidden.
  func layerFields(_ values: FirstLayerValues, height: Int, width: Int) throws -> [LayerField] {
    guard let blank = try blankFirstLayer() else { throw SMUGError.noFirstLayer }
    var fields: [LayerField] = []
    var neurons = 0
    for (index, layer) in model.firstLayers.enumerated() {
      let positions: ElementPositions =
        if let sentence, let entry = model.sentences {
          .tokens(entry.tokensOfElements[index], words: sentence.words)
        } else {
          try .image(of: layer, height: height, width: width)
        }
      fields.append(
        LayerField(
          layer: layer, firstNeuron: neurons, input: values.inputs[index], base: blank.inputs[index],
          positions: positions))
      neurons += layer.outputShape.reduce(1, *)
    }
    return fields
  }
}
