import NeuralNetwork
import TestSupport
import Testing

/// Whole networks against values that PyTorch computed.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct ReferenceModelTests {
  static let models = [
    "mnist/mnist_cnn", "mnist/mnist_cnn.dynamo", "mnist/mnist_mlp", "mnist/mnist_mlp.dynamo", "cifar/resnet20",
    "cifar/resnet20.nofold", "cifar/resnet20.dynamo", "cifar/resnet32", "zoo/alexnet", "zoo/alexnet.dynamo",
    "zoo/vgg11_bn", "zoo/vgg11_bn.dynamo", "zoo/vgg11_bn.nofold", "zoo/resnet18", "zoo/resnet18.dynamo",
    "zoo/resnet18.nofold", "zoo/resnet18.batch1", "zoo/resnet18.softmax", "zoo/resnet18.dynamo_noopt",
    "zoo/resnet18.dynamo20", "zoo/googlenet", "zoo/googlenet.dynamo", "zoo/googlenet_tinput",
    "zoo/googlenet_tinput.dynamo", "zoo/resnet50", "zoo/resnet50.dynamo", "zoo/densenet121", "zoo/densenet121.dynamo",
    "zoo/mobilenet_v2", "zoo/mobilenet_v2.dynamo", "zoo/mobilenet_v2.nofold", "zoo/mobilenet_v3_small",
    "zoo/mobilenet_v3_small.dynamo", "zoo/mobilenet_v3_small.op13", "zoo/shufflenet_v2", "zoo/shufflenet_v2.dynamo",
    "zoo/shufflenet_v2.batch1", "zoo/squeezenet1_0", "zoo/squeezenet1_0.dynamo", "zoo/squeezenet1_1",
    "zoo/squeezenet1_1.dynamo", "zoo/squeezenet1_1.dynamo_ext", "zoo/convnext_tiny", "zoo/convnext_tiny.dynamo",
    "zoo/convnext_tiny.op13", "zoo/convnext_tiny.dynamo20", "zoo/vit_tiny_b16", "zoo/vit_tiny_b16.dynamo",
    "zoo/vit_tiny_b16.op13", "zoo/vit_tiny_b16.dynamo20",
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

    // ConvNeXt and ViT do not begin with a convolution and an activation.
    let hasFirst = arrays.contains("first_act")
    let forward = try Plan(
      network,
      to: [names.tensor, names.logits] + (hasFirst ? [layer.preActivationTensor, layer.activationTensor] : []),
      inputShape: inputShape, batch: samples)
    let runner = try Runner(forward)
    let gradients = try Plan(network, to: [names.tensor], inputShape: inputShape, batch: samples, differentiable: true)
    let backward = try Runner(gradients)
    var backwardFirst: Runner?
    if hasFirst {
      let plan = try Plan(
        network, from: [layer.activationTensor], to: [names.tensor], inputShape: inputShape, batch: samples,
        differentiable: true)
      backwardFirst = try Runner(plan)
    }

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
      let first = [(layer.preActivationTensor, "first_pre"), (layer.activationTensor, "first_act")]
      for (tensor, reference) in [(names.logits, "logits"), (names.tensor, "prob")] + (hasFirst ? first : []) {
        let error = relativeError(try runner.value(of: tensor).values, try part(reference))
        #expect(error < 1e-5, "\(reference): \(error)")
      }
      try backward.forward([network.inputs[0].name: x])
      try backward.backward(of: Array(targets[range]))
      let inputError = relativeError(try backward.gradient(of: network.inputs[0].name).values, try part("grad_input"))
      #expect(inputError < 1e-4, "input gradient: \(inputError)")

      guard let backwardFirst else { continue }
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
