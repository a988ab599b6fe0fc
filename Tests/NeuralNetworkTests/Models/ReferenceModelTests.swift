import NeuralNetwork
import Testing

/// Whole networks against values that PyTorch computed.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct ReferenceModelTests {
  static let models = [
    "mnist/mnist_cnn", "mnist/mnist_cnn.dynamo", "mnist/mnist_mlp", "mnist/mnist_mlp.dynamo", "cifar/resnet20",
    "cifar/resnet20.nofold", "cifar/resnet20.dynamo", "cifar/resnet32", "zoo/alexnet", "zoo/alexnet.dynamo",
    "zoo/vgg11_bn", "zoo/vgg11_bn.dynamo", "zoo/vgg11_bn.nofold", "zoo/resnet18", "zoo/resnet18.dynamo",
    "zoo/resnet18.nofold", "zoo/resnet18.batch1", "zoo/resnet18.softmax", "zoo/resnet18.dynamo_noopt",
    "zoo/resnet18.dynamo20",
  ]

  /// Reference values serve all variants of a network: the name up to the first dot.
  static func reference(_ model: String) -> String { model.split(separator: ".")[0] + ".npz" }

  @Test(arguments: models)
  func valuesAndGradients(model: String) throws {
    let network = try SharedData.network(model + ".onnx")
    let arrays = try SharedData.arrays(Self.reference(model))
    let input = Tensor(try arrays["input"])
    let targets = try #require(try arrays["target"].integers)
    let inputShape = Array(input.shape.dropFirst())
    let names = try network.probabilities()
    let layer = try network.firstLayer(inputShape: inputShape)
    let samples = input.shape[0]

    let forward = try Plan(
      network, to: [layer.preActivationTensor, layer.activationTensor, names.logits, names.tensor],
      inputShape: inputShape, batch: samples)
    let runner = try Runner(forward)
    let gradients = try Plan(network, to: [names.tensor], inputShape: inputShape, batch: samples, differentiable: true)
    let backward = try Runner(gradients)
    let fromFirst = try Plan(
      network, from: [layer.activationTensor], to: [names.tensor], inputShape: inputShape, batch: samples,
      differentiable: true)
    let backwardFirst = try Runner(fromFirst)

    let step = forward.batch
    #expect(samples % step == 0)
    for start in stride(from: 0, to: samples, by: step) {
      let range = start..<start + step
      func part(_ name: String) throws -> [Float] {
        let array = try arrays[name]
        let size = array.count / samples
        return Array(array.floats[range.lowerBound * size..<range.upperBound * size])
      }
      let x = Tensor(shape: [step] + inputShape, values: try part("input"))
      try runner.forward([network.inputs[0].name: x])
      for (tensor, reference) in [
        (layer.preActivationTensor, "first_pre"), (layer.activationTensor, "first_act"), (names.logits, "logits"),
        (names.tensor, "prob"),
      ] {
        let error = relativeError(try runner.value(of: tensor).values, try part(reference))
        #expect(error < 1e-5, "\(reference): \(error)")
      }
      try backward.forward([network.inputs[0].name: x])
      try backward.backward(of: Array(targets[range]))
      let inputError = relativeError(try backward.gradient(of: network.inputs[0].name).values, try part("grad_input"))
      #expect(inputError < 1e-4, "input gradient: \(inputError)")

      let activation = Tensor(
        shape: [step] + layer.outputShape, values: try part("first_act"))
      try backwardFirst.forward([layer.activationTensor: activation])
      try backwardFirst.backward(of: Array(targets[range]))
      let firstError = relativeError(
        try backwardFirst.gradient(of: layer.activationTensor).values, try part("grad_first"))
      #expect(firstError < 1e-4, "first activation's gradient: \(firstError)")
    }
  }
}
