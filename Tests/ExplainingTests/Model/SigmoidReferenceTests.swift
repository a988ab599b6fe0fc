import NeuralNetwork
import Testing

@testable import Explaining
@testable import TestSupport

/// Networks that end in one sigmoid and in several, against PyTorch in double precision
/// (scripts/generate-sigmoid-values.py).
@Suite struct SigmoidReferenceTests {
  struct Reference: Sendable {
    var outputs: Int
    var target: Int
    var probability: Double
    /// Integrated gradients on the first activation, 20 evenly spaced points.
    var gradients: [Double]
  }

  static let references = [
    Reference(
      outputs: 1, target: 0, probability: 0.748695436,
      gradients: [0.0707873459, 0, 0, 0, 0.000832792304, 0, 0, -0.0749513074, 0, 0, 0, 0.0549642921]),
    Reference(
      outputs: 1, target: 1, probability: 0.251304564,
      gradients: [-0.0707873459, 0, 0, 0, -0.000832792304, 0, 0, 0.0749513074, 0, 0, 0, -0.0549642921]),
    Reference(
      outputs: 4, target: 0, probability: 0.251304564,
      gradients: [-0.0707873459, 0, 0, 0, -0.000832792304, 0, 0, 0.0749513074, 0, 0, 0, -0.0549642921]),
    Reference(
      outputs: 4, target: 1, probability: 0.665874231,
      gradients: [0.0827981931, 0, 0, 0, -0.000974096389, 0, 0, 0.0657515063, 0, 0, 0, -0.0642903617]),
    Reference(
      outputs: 4, target: 2, probability: 0.505728916,
      gradients: [0.0877588516, 0, 0, 0, -0.00103245708, 0, 0, 0.0696908528, 0, 0, 0, -0.0681421671]),
    Reference(
      outputs: 4, target: 3, probability: 0.753756781,
      gradients: [0.0703497, 0, 0, 0, -0.00124146529, 0, 0, 0.0558659382, 0, 0, 0, -0.0682805912]),
  ]

  private func numbers(_ count: Int, step: Int, divisor: Double) -> [Double] {
    (0..<count).map { Double(($0 * step + $0 / 7) % 11 - 5) / divisor }
  }

  @Test(arguments: references) func asPyTorchHasIt(reference: Reference) throws {
    var sketch = NetworkSketch(input: [0, 2, 4, 4])
    let outputs = reference.outputs
    let kernel = sketch.constant(numbers(54, step: 37, divisor: 10), [3, 2, 3, 3])
    let bias = sketch.constant(numbers(3, step: 17, divisor: 20), [3])
    let active = sketch.add("Relu", [sketch.add("Conv", ["x", kernel, bias])])
    let weights = sketch.constant(numbers(12 * outputs, step: 53, divisor: 8), [outputs, 12])
    let shift = sketch.constant(numbers(outputs, step: 29, divisor: 6), [outputs])
    let scores = sketch.add("Gemm", [sketch.add("Flatten", [active]), weights, shift], ["transB": 1])
    let sigmoids = sketch.add("Sigmoid", [scores])
    let network = try sketch.network(to: sigmoids, classes: outputs)
    let session = try ModelSession(model: try ExplainedModel(network: network, imageShape: [2, 4, 4]))
    let image = numbers(32, step: 29, divisor: 6).map { Float($0) }
    let forward = try session.forward(image)
    #expect(forward.probabilities.count == max(2, outputs))
    #expect(abs(Double(forward.probabilities[reference.target]) - reference.probability) < 1e-6)
    let attribution = try session.integrateFirstActivations(
      IntegratedGradients(rule: .evenlySpaced(20)), input: image, target: reference.target)
    for (value, expected) in zip(attribution.values, reference.gradients) { #expect(abs(value - expected) < 1e-6) }
  }
}
