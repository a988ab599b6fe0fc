import Foundation
import NeuralNetwork
import Testing

@testable import Explaining

/// Paths from zero pass the poolings behind the attributed tensor once an input; paths from anywhere else at every point.
struct PathFromZeroTests {
  private static let network = Result {
    try Network(
      contentsOf: URL(filePath: #filePath).appending(path: "../../../../Demo/network.onnx").standardizedFileURL)
  }

  private static let image = (0..<3 * 64 * 64).map { index -> Float in
    let (row, column) = (index / 64 % 64, index % 64)
    let isDisc = (row - 25) * (row - 25) + (column - 36) * (column - 36) < 144
    return isDisc ? 1.5 : Float(0.25 * sin(0.37 * Double(index)))
  }

  @Test(
    arguments: ["/4/Relu_output_0", "/8/Relu_output_0", "/15/Relu_output_0"],
    [
      IntegratedGradients.Rule.evenlySpaced(20), .gaussLegendre(9), .rightRiemann(40),
      .adaptive(.init(tolerance: 0.02, top: 50)),
    ])
  func agreesWithTheLongWay(tensor: String, rule: IntegratedGradients.Rule) throws {
    let model = try AttributionModel(Self.network.get(), tensor: tensor)
    #expect(model.tail.from != [tensor])
    let attributor = try Attributor(model)
    let sample = try attributor.sample(Tensor(shape: [3, 64, 64], values: Self.image))
    let method = IntegratedGradients(rule: rule)
    let short = try method.attribute(attributor, sample)
    let long = try method.attribute(
      attributor, sample, baseline: Tensor(shape: [1] + model.shape, repeating: 0))
    #expect(short.points == long.points)
    #expect(abs(short.probability - long.probability) < 1e-6)
    #expect(abs(short.delta! - long.delta!) < 1e-4)
    var difference = 0.0
    var norm = 0.0
    for (a, b) in zip(short.values, long.values) {
      difference += (a - b) * (a - b)
      norm += b * b
    }
    #expect(norm > 0)
    #expect((difference / norm).squareRoot() < 1e-3)
  }

  @Test func oneGradientIsThatOfTheWholePart() throws {
    let model = try AttributionModel(Self.network.get(), tensor: "/4/Relu_output_0")
    let attributor = try Attributor(model)
    let sample = try attributor.sample(Tensor(shape: [3, 64, 64], values: Self.image))
    let gradient = try attributor.gradient(of: 1, at: sample)
    let plan = try Plan(
      Self.network.get(), from: ["/4/Relu_output_0"], to: [model.probabilities], differentiable: true)
    let runner = try Runner(plan)
    try runner.forward(["/4/Relu_output_0": sample.activation])
    try runner.backward(of: [1])
    #expect(gradient == (try runner.gradient(of: "/4/Relu_output_0").values.map(Double.init)))
  }

  @Test func onlyPoolingsAndRectifiersAreLeftOut() throws {
    let network = try Self.network.get()
    #expect(network.scalingEnd(behind: "/2/Conv_output_0") == "/5/MaxPool_output_0")
    #expect(network.scalingEnd(behind: "/4/Relu_output_0") == "/5/MaxPool_output_0")
    #expect(network.scalingEnd(behind: "/1/Relu_output_0") == nil)
    #expect(network.scalingEnd(behind: "image") == nil)
  }
}
