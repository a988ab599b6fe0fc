import Foundation
import NeuralNetwork
import NumPyFormat
import TestSupport
import Testing

@testable import Explaining

/// SqueezeNet 1.1 on two photos against PyTorch: probabilities, and integrated gradients on the first activation by two
/// rules. Runs where the shared data are.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct SqueezeNetTests {
  @Test(arguments: [(0, "ig200", 200), (1, "ig200", 200), (0, "ig_gauss400", 400), (1, "ig_gauss400", 400)])
  func integratedGradients(photo: Int, reference: String, points: Int) throws {
    let network = try Network(contentsOf: SharedData.url("models/squeezenet11.onnx"))
    let arrays = try NumPyArchive(contentsOf: SharedData.url("models/squeezenet11.npz"))
    let model = try ExplainedModel(network: network)
    #expect(model.firstLayer?.activationTensor == "conv1_relu_conv1")
    let session = try ModelSession(model: model)
    let input = try arrays["input_\(photo)"].floats
    let forward = try session.forward(input)
    let target = try #require(try arrays["target_\(photo)"].integers?.first)
    #expect(forward.predicted == target)
    for (a, b) in zip(forward.probabilities, try arrays["prob_\(photo)"].floats) { #expect(abs(a - b) < 1e-5) }

    let (attributor, sample) = try #require(try session.activationSample(input))
    let rule: IntegratedGradients.Rule = reference == "ig200" ? .evenlySpaced(points) : .gaussLegendre(points)
    let attribution = try IntegratedGradients(rule: rule).attribute(attributor, sample, target: target)
    let expected = try arrays["\(reference)_\(photo)"].floats.map(Double.init)
    let difference = zip(attribution.values, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let relative = (difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
    #expect(relative < 1e-3, "\(reference) of photo \(photo): relative L2 \(relative)")
    let ours = Set(NeuronSelection.indicesOfLargest(3000, in: attribution.values))
    let shared = ours.intersection(NeuronSelection.indicesOfLargest(3000, in: expected)).count
    #expect(shared >= 2997, "\(reference) of photo \(photo): \(shared) of the top 3000 agree")
  }
}
