import NeuralNetwork
import Testing

@testable import Explaining
@testable import TestSupport

/// Layers whose neurons are not affine in the pixels are refused by name, with the way out.
@Suite struct FrontRefusalTests {
  /// A convolution behind a node, with another convolution beside it where that is wanted.
  private func network(
    before type: String, _ attributes: [String: AttributeValue] = [:], isParallel: Bool = false, isChained: Bool = false
  ) throws -> Network {
    var sketch = NetworkSketch(input: [0, 2, 4, 4])
    var tensor = "x"
    var features: [String] = []
    let kernel = [Double](repeating: 0.25, count: 8)
    if isParallel || isChained {
      tensor = sketch.add("Conv", ["x", sketch.constant(kernel, [2, 2, 1, 2])], name: "plain")
      if isParallel {
        features.append(sketch.add("Flatten", [tensor]))
        tensor = "x"
      }
    }
    tensor = sketch.add(type, [tensor], attributes, name: "between")
    tensor = sketch.add("Conv", [tensor, sketch.constant(kernel, [2, 2, 1, 2])], name: "behind")
    features.append(sketch.add("GlobalAveragePool", [tensor]))
    features[features.count - 1] = sketch.add("Flatten", [features.last!])
    let joined = sketch.add("Concat", features, ["axis": 1])
    let count = isParallel ? 26 : 2
    let weights = sketch.constant((0..<3 * count).map { Double($0 % 5) - 2 }, [3, count])
    let output = sketch.add("Gemm", [joined, weights], ["transB": 1])
    return try sketch.network(to: output)
  }

  private func refusal(_ model: ExplainedModel) -> String {
    do {
      try SMUG().validate(for: model, height: 4, width: 4)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: ["Relu", "Sigmoid", "Abs", "Exp", "Softmax"])
  func aFoundLayerBehindSomethingElse(type: String) throws {
    let model = try ExplainedModel(network: try network(before: type))
    #expect(model.firstLayers.isEmpty && model.fronts.isEmpty)
    let text = refusal(model)
    #expect(text.contains("node 'between' (\(type)) in front of it"), "\(text)")
    #expect(text.contains("'behind'") && text.contains("preprocessing"), "\(text)")
  }

  @Test func maximaAndProductsOfTheImageAreNoSums() throws {
    let pooled = try network(before: "MaxPool", ["kernel_shape": [2, 2]])
    #expect(refusal(try ExplainedModel(network: pooled)).contains("(MaxPool)"))
    var sketch = NetworkSketch(input: [0, 2, 4, 4])
    let square = sketch.add("Mul", ["x", "x"], name: "square")
    let behind = sketch.add("Conv", [square, sketch.constant([1, 1], [1, 2, 1, 1])], name: "behind")
    let weights = sketch.constant((0..<48).map(Double.init), [3, 16])
    let flat = sketch.add("Flatten", [behind])
    let output = sketch.add("Gemm", [flat, weights], ["transB": 1])
    #expect(refusal(try ExplainedModel(network: sketch.network(to: output))).contains("node 'square' (Mul)"))
  }

  @Test func aNamedLayerBehindTheFirst() throws {
    let network = try network(before: "Relu", isChained: true)
    #expect(try ExplainedModel(network: network).firstLayers.map(\.node) == ["plain"])
    #expect {
      try ExplainedModel(network: network, firstLayer: "behind")
    } throws: { error in
      "\(error)".contains("node 'between' (Relu)") && "\(error)".contains("take 'plain' as the first layer")
    }
    #expect {
      try ExplainedModel(network: network, firstLayer: "nowhere")
    } throws: { error in
      "\(error)".contains("nowhere")
    }
  }

  @Test func aParallelLayerCanBeLeftOut() throws {
    let network = try network(before: "Tanh", isParallel: true)
    let text = refusal(try ExplainedModel(network: network))
    #expect(text.contains("node 'between' (Tanh)") && text.contains("take 'plain' as the first layer"), "\(text)")
    let named = try ExplainedModel(network: network, firstLayer: "plain")
    #expect(named.firstLayers.map(\.node) == ["plain"] && refusal(named).isEmpty)
  }

  /// A slice, or a block size, that leaves nothing of an image: oneDNN would divide by its extents.
  @Test(arguments: [
    "Gemm", "Conv", "AveragePool", "MaxPool", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "LRN",
  ])
  func tensorsWithoutElementsAreRefused(type: String) throws {
    var sketch = NetworkSketch(input: [0, 2, 4, 4])
    let bounds = [sketch.integers([2]), sketch.integers([2]), sketch.integers([3])]
    var tensor = sketch.add("Slice", ["x"] + bounds)
    switch type {
    case "Gemm":
      tensor = sketch.add("Gemm", [sketch.add("Flatten", [tensor]), sketch.constant([], [0, 3])])
    case "Conv":
      tensor = sketch.add("Conv", [tensor, sketch.constant([1, 1], [1, 2, 1, 1])], ["pads": [1, 1, 1, 1]])
    case "AveragePool", "MaxPool":
      tensor = sketch.add(type, [tensor], ["kernel_shape": [2, 2], "pads": [1, 1, 1, 1]])
    case "LRN": tensor = sketch.add("LRN", [tensor], ["size": 3])
    default: tensor = sketch.add(type, [tensor])
    }
    let flat = sketch.add("Flatten", [tensor])
    #expect(throws: NetworkError.self) { _ = try ExplainedModel(network: try sketch.network(to: flat)) }
  }

  @Test func hiddenIsOneNumberOrOneAChannel() throws {
    let model = try ExplainedModel(network: try network(before: "Neg"))
    #expect(throws: SMUGError.hiddenChannels(given: 3, channels: 2)) {
      try SMUG(settings: SMUGSettings(hidden: [1, 2, 3])).validate(for: model, height: 4, width: 4)
    }
    try SMUG(settings: SMUGSettings(hidden: [1, 2])).validate(for: model, height: 4, width: 4)
  }

  /// Images as bytes, channels last: explained as numbers, channels first, with a gradient.
  @Test func bytesHaveGradients() throws {
    var sketch = NetworkSketch(input: [0, 0, 0, 3], type: 2)
    let first = sketch.add("Transpose", ["x"], ["perm": [0, 3, 1, 2]])
    let cast = sketch.add("Cast", [first], ["to": 1])
    let layer = sketch.add("Conv", [cast, sketch.constant([0.01, 0.02, -0.01], [1, 3, 1, 1])])
    let weights = sketch.constant([1, -1, 0.5], [3, 1])
    let pooled = sketch.add("GlobalAveragePool", [layer])
    let flat = sketch.add("Flatten", [pooled])
    let output = sketch.add("Gemm", [flat, weights], ["transB": 1])
    let model = try ExplainedModel(network: sketch.network(to: output), imageShape: [3, 5, 6])
    #expect(model.inputShape == [3, 5, 6] && model.fronts.map(\.termCount) == [90])
    let session = try ModelSession(model: model)
    let image = (0..<90).map { Float($0 * 2) }
    let gradient = try session.attribute(.gradient, input: image, target: 0)
    #expect(gradient.shape == [3, 5, 6])
    // As the weights of the three channels.
    #expect(gradient.values[0] > 0 && abs(gradient.values[30] / gradient.values[0] - 2) < 1e-4)
    #expect(abs(gradient.values[60] / gradient.values[0] + 1) < 1e-4)
  }
}
