import Explaining
import Foundation
import NeuralNetwork
import NumPyFormat
import TestSupport
import Testing

/// Integrated gradients of whole networks against PyTorch's, on data that is not part of the project.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct IntegratedGradientsReferenceTests {
  private func relativeError(_ a: [Double], _ b: [Double]) -> Double {
    var difference = 0.0
    var norm = 0.0
    for i in a.indices {
      difference += (a[i] - b[i]) * (a[i] - b[i])
      norm += b[i] * b[i]
    }
    return (difference / norm).squareRoot()
  }

  /// Zero baseline, right Riemann sum of 200 steps, as the reference values were made. 200 points of a path always cross
  /// some kinks of a ReLU network, where single precision decides the side: hence the tolerance.
  @Test(arguments: ["mnist/mnist_cnn", "mnist/mnist_mlp", "cifar/resnet20", "zoo/resnet18"])
  func agreesWithPyTorch(model: String) throws {
    let network = try Network(contentsOf: SharedData.url(model + ".onnx"))
    let arrays = try NumPyArchive(contentsOf: SharedData.url(model + ".npz"))
    let input = try arrays["input"]
    let shape = Array(input.shape.dropFirst())
    let size = shape.reduce(1, *)
    let layer = try network.firstLayer(inputShape: shape)
    let attributor = try Attributor(
      AttributionModel(network, tensor: layer.activationTensor, inputShape: shape))
    let targets = try #require(try arrays["target"].integers)
    let reference = try arrays["ig_first"].doubles
    for index in 0..<min(2, input.shape[0]) {
      let values = Array(input.floats[index * size..<(index + 1) * size])
      let sample = try attributor.sample(Tensor(shape: [1] + shape, values: values))
      #expect(sample.predicted == targets[index])
      let result = try IntegratedGradients(rule: .rightRiemann(200)).attribute(attributor, sample)
      let count = result.values.count
      let error = relativeError(result.values, Array(reference[index * count..<(index + 1) * count]))
      #expect(error < 3e-3, "input \(index): \(error)")
    }
  }
}
