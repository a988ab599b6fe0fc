import Foundation
import NeuralNetwork
import NumPyFormat
import Reproducibility
import Saliency
import TestSupport
import Testing

@testable import Explaining

/// Networks of token ids, explained from their embedding on: the demo's, whose two convolutions of different widths are as
/// wide as a vector.
@Suite struct SentenceNetworkTests {
  static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Demo/sentences")
    .standardizedFileURL

  private func session(_ name: String = "network") throws -> ModelSession {
    let network = try Network(contentsOf: Self.demo.appending(path: "\(name).onnx"))
    return try ModelSession(model: try ExplainedModel(sentences: network, length: 16))
  }

  /// Some sentence of `count` words, padded on the left by `left`.
  private func ids(_ count: Int, left: Int, seed: UInt64) -> [Int] {
    var generator = SeededGenerator(seed: seed)
    return (0..<16).map { (left..<left + count).contains($0) ? 2 + generator.index(below: 60) : 0 }
  }

  @Test func allParallelConvolutionsAreTheFirstLayer() throws {
    let model = try session().model
    #expect(model.sentences?.embedding.shape == [16, 12])
    #expect(model.firstLayers.map(\.kernel) == [[2, 12], [3, 12]])
    #expect(model.firstLayers.map(\.outputShape) == [[12, 15, 1], [12, 14, 1]])
    #expect(model.firstLayers.allSatisfy { $0.activation == "Relu" })
    #expect(model.inputShape == [12, 1, 16] && model.classCount == 2)
    let named = try ExplainedModel(sentences: model.network, length: 16, firstLayer: "/triples/Conv")
    #expect(named.firstLayers.map(\.kernel) == [[3, 12]])
    #expect { try ExplainedModel(sentences: model.network, length: 20) } throws: { "\($0)".contains("16") }
    #expect { try ExplainedModel(sentences: model.network, length: 16, embedding: "/pairs/Conv") } throws: {
      "\($0)".contains("not a vector for each")
    }
  }

  /// A constraint's left side is what the network itself computes when words are hidden.
  @Test(arguments: ["network", "untrained"], [(9, 0), (1, 0), (16, 0), (5, 11)])
  func constraintsAreTheNetworkUnderAnyMask(name: String, sentence: (count: Int, left: Int)) throws {
    let (count, left) = sentence
    let session = try session(name)
    let (shape, values) = try session.begin(
      ids: ids(count, left: left, seed: UInt64(count)), words: left..<left + count)
    #expect(shape == [session.model.inputShape[0], 1, count])
    let forward = try session.forward(values)
    let firstLayer = try #require(forward.firstLayer)
    let fields = try session.layerFields(firstLayer, of: try #require(session.sentence))
    let neurons = Array(0..<(name == "network" ? 12 * 15 + 12 * 14 : 3 * 4 * 16))
    #expect(firstLayer.preActivation.count == neurons.count)
    let problem = try SMUGConstraints(fields: fields, grid: WindowGrid(height: 1, width: count, window: 1))
      .problem(neurons: neurons, gamma: 0)
    #expect(problem.pixelsPerVariable == Array(repeating: 1, count: count))
    var generator = SeededGenerator(seed: 1)
    for trial in 0..<6 {
      let mask = (0..<count).map { _ in trial == 0 || generator.index(below: 2) == 1 }
      let masked = values.indices.map { mask[$0 % count] ? values[$0] : 0 }
      let seen = try #require(try session.forward(masked).firstLayer).preActivation
      let largest = problem.constraints.enumerated().map { neuron, constraint in
        let kept = zip(constraint.variables, constraint.coefficients).reduce(constraint.bias) {
          $0 + (mask[Int($1.0)] ? $1.1 : 0)
        }
        return abs(kept - Double(seen[neuron]))
      }.max()
      #expect((largest ?? 1) < 1e-5)
    }
  }

  /// A network that tells padding by the ids: gradients and scores see the sentence that was taken up last.
  @Test func whatComesFromTheIdsAloneStays() throws {
    let session = try session("untrained")
    #expect(session.model.firstLayers.map(\.kernel) == [[1], [3], [5]])
    for count in [4, 11] {
      let (_, values) = try session.begin(ids: ids(count, left: 0, seed: 5), words: 0..<count)
      let whole = try session.forward(values).probabilities
      #expect(zip(try session.scores(of: [values], kind: .probability)[0], whole).allSatisfy { abs($0 - $1) < 1e-6 })
      let attribution = try session.integrate(.init(rule: .gaussLegendre(100)), input: values, target: 1)
      #expect(abs(attribution.probability - Double(whole[1])) < 1e-6 && abs(attribution.delta ?? 1) < 5e-3)
      let (attributor, sample) = try #require(try session.activationSample(values))
      let ofNeurons = try IntegratedGradients(rule: .gaussLegendre(100)).attribute(attributor, sample, target: 1)
      #expect(abs(ofNeurons.probability - Double(whole[1])) < 1e-6 && abs(ofNeurons.delta ?? 1) < 5e-3)
    }
  }

  /// Attributions of several tensors on one path sum to the change of probability, and are the derivatives.
  @Test func attributionOverSeveralLayersIsComplete() throws {
    let session = try session()
    let (_, values) = try session.begin(ids: ids(10, left: 0, seed: 3), words: 0..<10)
    let (attributor, sample) = try #require(try session.activationSample(values))
    let result = try IntegratedGradients(rule: .gaussLegendre(400)).attribute(attributor, sample)
    #expect(result.values.count == 12 * 15 + 12 * 14)
    #expect(abs(result.delta ?? 1) < 5e-3)
    #expect(result.values.contains { $0 != 0 } && result.values[180...].contains { $0 != 0 })
  }

  @Test func gradientsOfWordsAreDifferences() throws {
    let session = try session()
    let (_, values) = try session.begin(ids: ids(6, left: 4, seed: 8), words: 4..<10)
    let gradient = try session.attribute(.gradient, input: values, target: 1)
    #expect(gradient.shape == [12, 1, 6] && gradient.values.count == 72)
    for index in stride(from: 0, to: 72, by: 5) {
      var (up, down) = (values, values)
      up[index] += 0.01
      down[index] -= 0.01
      let difference =
        Double(try session.forward(up).probabilities[1] - session.forward(down).probabilities[1]) / 0.02
      #expect(abs(difference - gradient.values[index]) < 2e-3)
    }
    let integrated = try session.integrate(.init(rule: .gaussLegendre(200)), input: values, target: 1)
    #expect(abs(integrated.delta ?? 1) < 5e-3)
  }

  @Test func scoresOfVersionsAreForwardPasses() throws {
    let session = try session()
    let (_, values) = try session.begin(ids: ids(7, left: 0, seed: 4), words: 0..<7)
    #expect(session.inputShape == [12, 1, 7] && session.inputShape(of: [12, 1, 7]) == .words(channels: 12, count: 7))
    let versions = (0..<40).map { version in values.indices.map { $0 % 7 == version % 7 ? 0 : values[$0] } }
    let scores = try session.scores(of: versions, kind: .probability)
    for (version, row) in zip(versions, scores) {
      for (a, b) in zip(row, try session.forward(version).probabilities) { #expect(abs(a - b) < 1e-6) }
    }
    // The images' masks are smooth; words are hidden one by one.
    let (map, passes) = try Occlusion().explain(input: values, shape: [12, 1, 7], target: 0, scorer: session)
    #expect(passes == 8)
    let whole = try session.forward(values).probabilities[0]
    for word in 0..<7 { #expect(abs(map[word] - (whole - scores[word][0])) < 1e-6) }
  }
}

/// The text network of the shared data in three exporters' forms, against PyTorch's values.
@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct SentenceReferenceTests {
  @Test(arguments: ["textcnn", "textcnn.dynamo", "textcnn.reducemax"])
  func agreesWithPyTorch(name: String) throws {
    let network = try Network(contentsOf: SharedData.url("text/\(name).onnx"))
    let session = try ModelSession(model: try ExplainedModel(sentences: network, length: 40))
    let layer = try #require(session.model.firstLayer)
    #expect(session.model.firstLayers.count == 1 && layer.kernel == [3] && layer.outputShape == [64, 38])
    let arrays = try NumPyArchive(contentsOf: SharedData.url("text/textcnn.npz"))
    let inputs = try #require(try arrays["input"].integers)
    let targets = try #require(try arrays["target"].integers)
    let embedded = try arrays["embedded"].floats
    let gradients = try arrays["grad_embedded"].floats
    let probabilities = try arrays["prob"].floats
    let first = try arrays["first_pre"].floats
    let reference = try arrays["ig_first"].doubles
    for index in targets.indices.prefix(name == "textcnn" ? 8 : 3) {
      let ids = Array(inputs[index * 40..<(index + 1) * 40])
      // Padding counts as words here, so that every value can be compared.
      let (_, values) = try session.begin(ids: ids, words: 0..<40)
      let forward = try session.forward(values)
      #expect(forward.predicted == targets[index])
      for (a, b) in zip(forward.probabilities, probabilities[(2 * index)...]) { #expect(abs(a - b) < 1e-5) }
      let pre = try #require(forward.firstLayer).preActivation
      #expect((zip(pre, first[(index * 64 * 38)...]).map { abs($0 - $1) }.max() ?? 1) < 1e-4)
      let gradient = try session.attribute(.gradient, input: values, target: targets[index]).values
      var largest = (value: Float(0), gradient: 0.0)
      for word in 0..<40 {
        for channel in 0..<24 {
          let place = (index * 40 + word) * 24 + channel
          largest.value = max(largest.value, abs(values[channel * 40 + word] - embedded[place]))
          largest.gradient = max(largest.gradient, abs(gradient[channel * 40 + word] - Double(gradients[place])))
        }
      }
      #expect(largest.value < 1e-6 && largest.gradient < 1e-5)
      let (attributor, sample) = try #require(try session.activationSample(values))
      let result = try IntegratedGradients(rule: .rightRiemann(200)).attribute(attributor, sample)
      let expected = reference[(index * 64 * 38)..<((index + 1) * 64 * 38)]
      let difference = zip(result.values, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect((difference / expected.reduce(0) { $0 + $1 * $1 }).squareRoot() < 3e-3)
    }
  }
}
