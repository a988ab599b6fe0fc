import NeuralNetwork

/// Gradient-weighted class activation maps (Selvaraju et al., "Grad-CAM: visual explanations from deep networks via
/// gradient-based localization", ICCV 2017, section 3): the feature maps of a late layer, summed with the mean gradient
/// of the class's score with respect to each as its weight, negative sums cut off, enlarged to the input.
///
/// One forward and one backward pass. For one thread.
public final class GradCAM {
  public let model: GradCAMModel
  private let head: Runner
  private let tail: Runner

  public init(_ model: GradCAMModel) throws(NetworkError) {
    self.model = model
    head = try Runner(model.head)
    tail = try Runner(model.tail)
  }

  /// - Parameter input: the network's input without the batch axis, row-major.
  /// - Returns: `height x width` values at least 0, row-major, where the input is `C x height x width`.
  public func explain(_ input: [Float], target: Int) throws(NetworkError) -> [Float] {
    let (rows, columns) = (model.layerShape[1], model.layerShape[2])
    return BilinearEnlargement.enlarge(
      try coarse(input, target: target), rows: rows, columns: columns, height: model.inputShape[1],
      width: model.inputShape[2])
  }

  /// The map at the layer's own size.
  func coarse(_ input: [Float], target: Int) throws(NetworkError) -> [Float] {
    let sample = Tensor(shape: [1] + model.inputShape, values: input)
    try head.forward([model.inputTensor: sample])
    func value(_ name: String) throws(NetworkError) -> Tensor {
      if name == model.inputTensor { return sample }
      // A model of a fixed batch above 1 computes copies of the one input.
      let values = try head.value(of: name)
      let size = values.count / values.shape[0]
      return Tensor(shape: [1] + values.shape.dropFirst(), values: Array(values.values.prefix(size)))
    }
    let maps = try value(model.layer)
    for name in model.tail.frontier { try tail.set(name, try value(name)) }
    try tail.forward([model.layer: maps])
    try tail.backward(of: [target])
    let gradient = try tail.gradient(of: model.layer)

    let plane = model.layerShape[1] * model.layerShape[2]
    var sums = [Double](repeating: 0, count: plane)
    for channel in 0..<model.layerShape[0] {
      let range = channel * plane..<(channel + 1) * plane
      let weight = gradient.values[range].reduce(0.0) { $0 + Double($1) } / Double(plane)
      for (position, value) in maps.values[range].enumerated() { sums[position] += weight * Double(value) }
    }
    return sums.map { Float(max(0, $0)) }
  }
}
