import Foundation
import MaskSolving
import NeuralNetwork
import TestSupport
import Testing

@testable import Explaining

/// Masks of 200 real sentences: every one proven minimal by the solver, those of at most 16 words by brute force as well.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct SentenceMaskTests {
  private struct Record: Decodable {
    var id: String
    var tokens: [String]
    var ids: [Int]
    var prob: [Float]
  }

  private func records() throws -> [Record] {
    let text = try String(contentsOf: SharedData.url("text/test200.jsonl"), encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
  }

  /// Values of neurons of a 1-D convolution under a mask over words, by its definition.
  private struct Convolution {
    let layer: FirstLayer
    let words: Int
    /// `channels x 1 x words`; padding is zero in this network.
    let values: [Float]

    func value(_ neuron: Int, _ mask: UInt32) -> Double {
      let (channels, width) = (layer.inputShape[0], layer.kernel[0])
      let (filter, position) = (neuron / layer.outputShape[1], neuron % layer.outputShape[1])
      var sum = layer.bias[filter]
      for tap in 0..<width where position + tap < words && mask >> UInt32(position + tap) & 1 == 1 {
        for channel in 0..<channels {
          sum +=
            layer.weights[(filter * channels + channel) * width + tap]
            * Double(values[channel * words + position + tap])
        }
      }
      return sum
    }
  }

  @Test(arguments: [0, 0.5]) func masksAreMinimal(gamma: Double) throws {
    let network = try Network(contentsOf: SharedData.url("text/textcnn.onnx"))
    let session = try ModelSession(model: try ExplainedModel(sentences: network, length: 40))
    let layer = try #require(session.model.firstLayer)
    let smug = SMUG(
      settings: SMUGSettings(k: 20, gamma: gamma, evidence: .value, window: 1),
      integration: .init(rule: .evenlySpaced(40)))
    var brute = 0
    for record in try records() {
      let count = record.tokens.count
      if gamma > 0, count > 16 { continue }
      let (_, values) = try session.begin(ids: record.ids, words: 0..<count)
      let forward = try session.forward(values)
      for (a, b) in zip(forward.probabilities, record.prob) { #expect(abs(a - b) < 1e-5) }
      let result = try smug.explain(
        input: values, height: 1, width: count, forward: forward, target: forward.predicted, session: session)
      #expect(result.solution.status == .optimal && result.solution.bound == result.solution.cost, "\(record.id)")
      guard count <= 16 else { continue }
      brute += 1
      // The same neurons, found anew.
      let (attributor, sample) = try #require(try session.activationSample(values))
      let scores = try smug.integration.attribute(attributor, sample, target: forward.predicted).values
      let pre = try #require(forward.firstLayer).preActivation
      let neurons = NeuronSelection(scores: scores, values: pre, k: 20).neurons
      let convolution = Convolution(layer: layer, words: count, values: values)
      let thresholds = neurons.map { gamma * convolution.value($0, .max) }
      func satisfies(_ mask: UInt32) -> Bool {
        zip(neurons, thresholds).allSatisfy { convolution.value($0, mask) > $1 }
      }
      var mask: UInt32 = 0
      for (word, isKept) in result.solution.mask.enumerated() where isKept { mask |= 1 << UInt32(word) }
      #expect(mask.nonzeroBitCount == result.solution.cost && satisfies(mask), "\(record.id)")
      // No mask of fewer words serves.
      let better = (0..<UInt32(1) << UInt32(count)).first {
        $0.nonzeroBitCount < result.solution.cost && satisfies($0)
      }
      #expect(better == nil, "\(record.id)")
    }
    #expect(brute > 50)
  }
}
