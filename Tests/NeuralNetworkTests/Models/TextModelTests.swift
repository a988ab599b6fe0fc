import NeuralNetwork
import TestSupport
import Testing

/// Networks of token ids against values that PyTorch computed.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct TextModelTests {
  @Test(arguments: ["textcnn", "textcnn.dynamo", "textcnn.reducemax"])
  func valuesAndGradients(model: String) throws {
    let network = try SharedData.network("text/\(model).onnx")
    let arrays = try SharedData.arrays("text/textcnn.npz")
    let input = Tensor(try arrays["input"])
    let targets = try #require(try arrays["target"].integers)
    let names = try network.probabilities()
    let layer = try network.firstLayer(inputShape: Array(input.shape.dropFirst()))
    let step = network.fixedBatch ?? input.shape[0]

    // The token ids have no gradient; the embedding that the first layer takes has one.
    #expect(throws: NetworkError.self) { try Plan(network, to: [names.tensor], batch: step, differentiable: true) }
    let forward = try Runner(
      Plan(
        network,
        to: [names.tensor, names.logits, layer.inputTensor, layer.preActivationTensor, layer.activationTensor],
        batch: step))
    let fromEmbedding = try Runner(
      Plan(network, from: [layer.inputTensor], to: [names.tensor], batch: step, differentiable: true))
    let fromActivation = try Runner(
      Plan(network, from: [layer.activationTensor], to: [names.tensor], batch: step, differentiable: true))
    for start in stride(from: 0, to: input.shape[0], by: step) {
      func part(_ name: String) throws -> [Float] {
        let array = try arrays[name]
        let size = array.count / input.shape[0]
        return Array(array.floats[start * size..<(start + step) * size])
      }
      let tokens = Tensor(shape: [step] + input.shape.dropFirst(), values: try part("input"))
      try forward.forward([network.inputs[0].name: tokens])
      for (tensor, reference) in [
        (names.logits, "logits"), (names.tensor, "prob"), (layer.preActivationTensor, "first_pre"),
        (layer.activationTensor, "first_act"),
      ] {
        let error = relativeError(try forward.value(of: tensor).values, try part(reference))
        #expect(error < 1e-5, "\(reference): \(error)")
      }
      let chosen = Array(targets[start..<start + step])
      let embedding = try forward.value(of: layer.inputTensor)
      // The first layer takes the embedding with its axes exchanged: 24 x 40 instead of 40 x 24.
      #expect(relativeError(Self.exchanged(embedding), try part("embedded")) < 1e-6)
      try fromEmbedding.forward([layer.inputTensor: embedding])
      try fromEmbedding.backward(of: chosen)
      let gradient = try fromEmbedding.gradient(of: layer.inputTensor)
      #expect(relativeError(Self.exchanged(gradient), try part("grad_embedded")) < 1e-4)

      let activation = try forward.value(of: layer.activationTensor)
      try fromActivation.forward([layer.activationTensor: activation])
      try fromActivation.backward(of: chosen)
      let first = try fromActivation.gradient(of: layer.activationTensor)
      #expect(relativeError(first.values, try part("grad_first")) < 1e-4)
    }
  }

  /// A sentence's embedding with words outermost.
  private static func exchanged(_ tensor: Tensor) -> [Float] {
    let (samples, width, words) = (tensor.shape[0], tensor.shape[1], tensor.count / tensor.shape[0] / tensor.shape[1])
    guard width < words else { return tensor.values }
    var result: [Float] = []
    for sample in 0..<samples {
      for word in 0..<words {
        for i in 0..<width { result.append(tensor.values[(sample * width + i) * words + word]) }
      }
    }
    return result
  }
}
