/// A layer whose neurons are affine functions of an image's pixels.
public struct ImageLayer: Sendable, Equatable {
  public var layer: FirstLayer
  /// The layer's input as affine functions of the network's input.
  public var front: AffineMap

  public init(layer: FirstLayer, front: AffineMap) {
    self.layer = layer
    self.front = front
  }
}

extension Network {
  /// The first layers on an image: every convolution and fully connected layer that no other one precedes, with what
  /// stands between it and the pixels.
  ///
  /// - Parameters:
  ///   - named: a node's name, or the name of one of its outputs: only this one.
  ///   - inputShape: one sample's shape; the file's when nil.
  /// - Throws: `NetworkError` of kind `unsupported`, naming the node in between, where a layer's input is not an affine
  ///   function of the pixels; `mismatch` where there is no layer of that name.
  public func imageLayers(named: String? = nil, inputShape: [Int]? = nil) throws(NetworkError) -> [ImageLayer] {
    guard let input = inputs.first?.name else { return [] }
    do throws(NetworkError) {
      var concrete = try concrete(inputShape: inputShape, batch: 1)
      concrete.prune(to: concrete.outputs)
      try concrete.foldBatchNormalization(protected: [input])
      let layers: [FirstLayer] =
        if let named {
          [try concrete.firstLayer(named: concrete.resolved(named))]
        } else {
          try concrete.firstLayers(behind: input)
        }
      var result: [ImageLayer] = []
      for layer in layers {
        switch try concrete.front(of: layer.inputTensor, from: input) {
        case .affine(let map): result.append(ImageLayer(layer: layer, front: map))
        case .blocked(let node, let reason):
          throw Self.refusal(of: layer, node: node, reason: reason, others: concrete.affineLayers(behind: input))
        }
      }
      for layer in result { try probe(layer, from: input, inputShape: inputShape) }
      return result
    } catch {
      throw error.inside(name)
    }
  }

  private static func refusal(
    of layer: FirstLayer, node: ConcreteGraph.Node, reason: String, others: [String]
  ) -> NetworkError {
    let wayOut =
      others.isEmpty
      ? "move what it does into the preprocessing, or use a method that looks at the input or the scores alone"
      : "take " + others.prefix(8).map { "'\($0)'" }.joined(separator: " or ") + " as the first layer"
    return .unsupported(
      "the neurons of '\(layer.node)' are not affine in the pixels, so a mask that keeps them cannot be stated exactly: "
        + "\(node.title) in front of it \(reason); \(wayOut)")
  }

  /// Compares what a front's map gives with what the network computes for made-up images.
  private func probe(_ layer: ImageLayer, from input: String, inputShape: [Int]?) throws(NetworkError) {
    guard layer.layer.inputTensor != input else { return }
    let plan = try Plan(self, from: [input], to: [layer.layer.inputTensor], inputShape: inputShape)
    let runner = try Runner(plan)
    let shape = try plan.shape(of: input)
    let isInteger = inputs.first.map { !$0.type.isFloatingPoint } ?? false
    for seed in 1...2 {
      // The golden ratio's multiples: spread evenly, without a pattern that a convolution or a resize could hide.
      let sample = (0..<layer.front.sourceCount).map { index -> Float in
        let unit = (Double(index + 1) * Double(seed) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
        return isInteger ? Float((unit * 256).rounded(.down)) : Float(2 * unit - 1)
      }
      let copies = shape.reduce(1, *) / max(1, sample.count)
      try runner.forward([
        input: Tensor(shape: shape, values: Array(repeatElement(sample, count: copies).joined()))
      ])
      let computed = try runner.value(of: layer.layer.inputTensor).values
      let expected = layer.front.applied(to: sample.map(Double.init))
      let scale = expected.reduce(1e-6) { max($0, abs($1)) }
      for (element, value) in expected.enumerated() where !(abs(Double(computed[element]) - value) <= 1e-4 * scale) {
        throw .unsupported(
          "what stands between the image and '\(layer.layer.node)' is not what its nodes say: element \(element) of "
            + "the layer's input is \(computed[element]) where \(value) was expected")
      }
    }
  }
}

extension ConcreteGraph {
  /// Names of the first layers that are affine in an image's pixels.
  fileprivate func affineLayers(behind input: String) -> [String] {
    ((try? firstLayers(behind: input)) ?? []).filter {
      if case .affine = try? front(of: $0.inputTensor, from: input) { true } else { false }
    }.map(\.node)
  }
}
