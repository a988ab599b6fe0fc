import Foundation
import NeuralNetwork
import NumPyFormat
import TestSupport
import Testing
import WholeNetwork

@testable import Explaining

/// MNIST's networks, as different exporters write them, against PyTorch's scores and exhaustive search. Runs where the
/// shared data are.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct DigitNetworkTests {
  private func model(_ name: String) throws -> ExplainedModel {
    try ExplainedModel(
      network: try Network(contentsOf: SharedData.url("mnist/\(name).onnx")), imageShape: [1, 28, 28])
  }

  private func digits(_ name: String) throws -> (inputs: [[Float]], targets: [Int], logits: [[Float]]) {
    let arrays = try NumPyArchive(
      contentsOf: SharedData.url("mnist/mnist_\(name.hasPrefix("mnist_mlp") ? "mlp" : "cnn").npz"))
    let inputs = try arrays["input"].floats
    let logits = try arrays["logits"].floats
    let targets = try #require(try arrays["target"].integers)
    return (
      targets.indices.map { Array(inputs[$0 * 784..<($0 + 1) * 784]) }, targets,
      targets.indices.map { Array(logits[$0 * 10..<($0 + 1) * 10]) }
    )
  }

  @Test(arguments: ["mnist_mlp", "mnist_mlp.dynamo", "mnist_mlp.image", "mnist_cnn", "mnist_cnn.dynamo"])
  func exactScoresAreThoseOfPyTorch(name: String) throws {
    let encoded = try EncodedNetwork(try model(name))
    let (inputs, targets, logits) = try digits(name)
    for digit in 0..<2 {
      let scores = encoded.exact.scores(of: inputs[digit].map { Double($0) })
      #expect(scores.predicted == targets[digit])
      let sorted = logits[digit].sorted(by: >)
      #expect(abs(scores.margin(target: targets[digit]) - Double(sorted[0] - sorted[1])) < 1e-4)
    }
  }

  @Test func noSmallerMaskKeepsADigit() throws {
    let model = try model("mnist_mlp")
    let encoded = try EncodedNetwork(model)
    let session = try ModelSession(model: model)
    let (inputs, targets, _) = try digits("mnist_mlp")
    var settings = WholeNetworkSettings()
    settings.objective = .windows
    settings.window = 7
    settings.delta = 1
    let masks = WholeNetworkMask(settings: settings, encoded: encoded)
    for digit in 0..<5 {
      let answer = try masks.explain(
        input: inputs[digit], height: 28, width: 28, target: targets[digit], session: session)
      #expect(answer.solution.status == .optimal)
      #expect(answer.check?.exactKeeps == true && answer.check?.floatKeeps == true)
      // All masks of fewer windows, up to two, in exact arithmetic, without the solver.
      let problem = masks.problem(input: inputs[digit], grid: answer.grid, target: targets[digit])
      let held = (0..<16).filter { window in
        problem.input.indices.contains { problem.windows[$0] == window && problem.input[$0] != 0 }
      }
      for choice in 0..<(1 << held.count)
      where choice.nonzeroBitCount < answer.solution.cost && choice.nonzeroBitCount <= 2 {
        var mask = [Bool](repeating: false, count: 16)
        for (place, window) in held.enumerated() where choice >> place & 1 == 1 {
          mask[Int(window)] = true
        }
        #expect(!encoded.exact.scores(of: problem, mask: mask).exceed(target: targets[digit], delta: 1))
      }
    }
  }
}
