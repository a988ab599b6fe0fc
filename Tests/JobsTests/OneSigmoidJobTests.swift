import Datasets
import Foundation
import NeuralNetwork
import ONNXSchema
import Storing
import SwiftProtobuf
import TestSupport
import Testing

@testable import Jobs

/// A sentence classifier of the kind trained on beer reviews: an embedding, parallel convolutions over one axis and one
/// sigmoid. It is built of the demo's weights, whose network has two logits, so that both must say the same.
@Suite struct OneSigmoidJobTests {
  private static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Demo/sentences")
    .standardizedFileURL

  private static func weights(_ name: String, _ shape: [Int], _ values: [Float]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dataType = 1
    tensor.dims = shape.map { Int64($0) }
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }

  private static func node(
    _ type: String, _ inputs: [String], _ output: String, _ name: String = "", _ values: [Int64] = []
  ) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = output
    node.input = inputs
    node.output = [output]
    guard !name.isEmpty else { return node }
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = values.count == 1 && name == "axis" ? .int : .ints
    attribute.i = values[0]
    attribute.ints = attribute.type == .ints ? values : []
    node.attribute = [attribute]
    return node
  }

  /// The demo's network as one that gives the probability of the second class.
  private static func write(to file: URL, endsInSigmoid: Bool) throws {
    var model = try Onnx_ModelProto(serializedBytes: try Data(contentsOf: demo.appending(path: "network.onnx")))
    var tensors: [String: [Float]] = [:]
    for tensor in model.graph.initializer {
      tensors[tensor.name] = tensor.rawData.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
    func convolution(_ name: String, _ width: Int) -> Onnx_TensorProto {
      // [12][1][width][12] to [12][12][width].
      let all = tensors[name]!
      let values = (0..<12 * 12 * width).map { i in
        let (output, channel, place) = (i / (12 * width), i / width % 12, i % width)
        return all[(output * width + place) * 12 + channel]
      }
      return weights(name, [12, 12, width], values)
    }
    let classes = tensors["classes.weight"]!
    let bias = tensors["classes.bias"]!
    model.graph.initializer = [
      weights("rows", [tensors["embedding.weight"]!.count / 12, 12], tensors["embedding.weight"]!),
      convolution("pairs.weight", 2), weights("pairs.bias", [12], tensors["pairs.bias"]!),
      convolution("triples.weight", 3), weights("triples.bias", [12], tensors["triples.bias"]!),
      weights("class.weight", [24, 1], (0..<24).map { classes[24 + $0] - classes[$0] }),
      weights("class.bias", [1], [bias[1] - bias[0]]),
    ]
    model.graph.node = [
      node("Gather", ["rows", "tokens"], "vectors"),
      node("Transpose", ["vectors"], "channels", "perm", [0, 2, 1]),
      node("Conv", ["channels", "pairs.weight", "pairs.bias"], "pairs"), node("Relu", ["pairs"], "on2"),
      node("Conv", ["channels", "triples.weight", "triples.bias"], "triples"), node("Relu", ["triples"], "on3"),
      node("GlobalMaxPool", ["on2"], "max2"), node("GlobalMaxPool", ["on3"], "max3"),
      node("Concat", ["max2", "max3"], "both", "axis", [1]), node("Flatten", ["both"], "flat"),
      node("Gemm", ["flat", "class.weight", "class.bias"], "score"),
    ]
    if endsInSigmoid { model.graph.node.append(node("Sigmoid", ["score"], "probability")) }
    model.graph.output[0].name = endsInSigmoid ? "probability" : "score"
    model.graph.output[0].type.tensorType.shape.dim[1].dimValue = 1
    try model.serializedData().write(to: file)
  }

  private func records(_ model: String, in folder: TemporaryFolder) throws -> [ExplainedItem] {
    let text = """
      model: {\(model), classes: [negative, positive]}
      data:
        text:
          file: \(Self.demo.path)/sentences.jsonl
          vocabulary: \(Self.demo.path)/vocabulary.txt
          rationale: verdict
          tokenization: {split: english, length: 16}
      methods:
        - smug: {k: 8, gamma: 0.5, integration: {points: 20}}
        - ig
        - occlusion
      scores: [ground-truth, mask-tests]

      """
    let job = try PreparedJob(try JobFile(parsing: text, file: "job.yaml", folder: URL(filePath: folder.path(""))))
    #expect(job.classNames == ["negative", "positive"])
    let pipeline = try ItemPipeline(job: job, rank: 0)
    return try (0..<24).map { index in
      let record = pipeline.process(index)
      guard case .explained(let item) = record.outcome else {
        Issue.record("\(record.outcome)")
        throw CancellationError()
      }
      return item
    }
  }

  @Test(arguments: [true, false]) func oneScoreIsExplainedAsTwoLogitsAre(endsInSigmoid: Bool) throws {
    let folder = try TemporaryFolder()
    try Self.write(to: URL(filePath: folder.path("one.onnx")), endsInSigmoid: endsInSigmoid)
    let expected = try records("file: \(Self.demo.path)/network.onnx", in: folder)
    let found = try records("file: \(folder.path("one.onnx"))", in: folder)
    #expect(Set(found.map(\.predicted)) == [0, 1])
    for (a, b) in zip(found, expected) {
      #expect(a.predicted == b.predicted && abs(a.probability - b.probability) < 1e-5)
      for (mine, other) in zip(a.explanations, b.explanations) {
        #expect(mine.status == other.status && mine.masks.count == other.masks.count)
        #expect(mine[value: "mask-probability"] == other[value: "mask-probability"] || mine.method != "smug")
        for (map, wanted) in zip(mine.maps, other.maps) where mine.method != "smug" {
          for (x, y) in zip(map.map.values, wanted.map.values) { #expect(abs(x - y) < 1e-4) }
        }
      }
      #expect(a.explanations[0].masks[0].mask.bits == b.explanations[0].masks[0].mask.bits)
      #expect(a.explanations[0].masks[0].mask.bits.contains(true))
    }
  }

  @Test func theJobSaysWhatTheOutputHolds() throws {
    func settings(_ scores: String) throws -> NetworkSettings? {
      let text = "model: {file: n.onnx\(scores)}\ndata: {folder: p}\nmethods: [ig]\n"
      let job = try JobFile(parsing: text, file: "job.yaml", folder: URL(filePath: "/"))
      guard case .network(let settings) = job.model.source else { return nil }
      return settings
    }
    #expect(try settings("")?.scores == nil && settings(", scores: auto")?.scores == nil)
    for meaning in ScoreMeaning.allCases {
      #expect(try settings(", scores: \(meaning.rawValue)")?.scores == meaning)
    }
    #expect { try settings(", scores: softmx") } throws: { "\($0)".contains("did you mean 'softmax'?") }
  }
}
