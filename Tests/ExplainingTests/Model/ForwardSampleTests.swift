import Foundation
import NeuralNetwork
import Reproducibility
import TestSupport
import Testing

@testable import Explaining

/// A session's samples come from its one forward pass; an attributor by itself runs the network for each.
@Suite struct ForwardSampleTests {
  private static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Demo")
    .standardizedFileURL

  private func check(_ file: URL, shape: [Int]?) throws {
    let model = try ExplainedModel(network: try Network(contentsOf: file), imageShape: shape)
    let session = try ModelSession(model: model)
    var generator = SeededGenerator(seed: 3)
    let input = (0..<model.inputShape.reduce(1, *)).map { _ in Float(2 * generator.unit() - 1) }
    _ = try session.forward(input)
    let (attributor, sample) = try #require(try session.activationSample(input))
    let own = try attributor.sample(Tensor(shape: [1] + model.inputShape, values: input))
    #expect(sample.probabilities == own.probabilities)
    #expect(sample.activation.shape == own.activation.shape && sample.activation.values == own.activation.values)
    #expect(sample.frontier.mapValues(\.values) == own.frontier.mapValues(\.values))
    // Another input in between, and the first one again.
    _ = try session.forward(input.map { -$0 })
    #expect(try session.activationSample(input)?.1.activation.values == own.activation.values)
  }

  @Test func bitForBitOfTheDemo() throws {
    try check(Self.demo.appending(path: "network.onnx"), shape: nil)
  }

  @Test(
    .enabled(if: SharedData.isPresent, "no ../shared/data and no WINNOW_DATA: nothing to compare with"),
    arguments: ["squeezenet11", "efficientnet-lite0"])
  func bitForBitOfPublishedNetworks(name: String) throws {
    let file = SharedData.url("models/\(name).onnx")
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    try check(file, shape: [3, 224, 224])
  }
}
