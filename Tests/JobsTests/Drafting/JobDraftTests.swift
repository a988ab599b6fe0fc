import Datasets
import Foundation
import ONNXSchema
import SwiftProtobuf
import TestSupport
import Testing

@testable import Jobs

/// Preprocessing found by trying.
@Suite struct JobDraftTests {
  private static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Demo")
    .standardizedFileURL

  private static func draft(_ model: URL, sample: Int = 40) throws -> JobDraft {
    try JobDraft(model: model, data: DataDraft(at: demo.appending(path: "pictures")), sample: sample)
  }

  /// The demo's network, changed, in a file of its own.
  private static func network(_ folder: TemporaryFolder, _ change: (inout Onnx_ModelProto) -> Void) throws -> URL {
    var model = try Onnx_ModelProto(serializedBytes: try Data(contentsOf: demo.appending(path: "network.onnx")))
    change(&model)
    try folder.write(try model.serializedData(), to: "network.onnx")
    return URL(filePath: folder.path("network.onnx"))
  }

  @Test func whatTheDemosNetworkLearntIsFound() throws {
    let draft = try Self.draft(Self.demo.appending(path: "network.onnx"))
    let levels = draft.verdict.levels
    // What it was trained with is among the best, which all come close to it.
    let truth = try #require(levels.first { $0.candidate.name == "-2 to 2" })
    #expect(truth.accuracy == 1 && draft.verdict.certainty != .none)
    #expect(levels.first { $0.candidate.preprocessing == draft.verdict.winner }.map { $0.accuracy == 1 } ?? false)
    #expect(levels.last!.accuracy! < 0.7)
    #expect(draft.verdict.geometries.count == 1, "the images have the network's size")

    let job = try JobFile(parsing: draft.yaml(name: "x"), file: "x.yaml", folder: URL(filePath: "/"))
    let source = try draft.data.settings().source
    #expect(job.preprocessing == draft.verdict.winner && job.data.source == source)
    #expect(job.model.classes == nil && job.name == "x")
  }

  @Test func channelsMayComeLast() throws {
    let folder = try TemporaryFolder()
    let model = try Self.network(folder) { model in
      let input = model.graph.input[0]
      var transposition = Onnx_NodeProto()
      transposition.opType = "Transpose"
      transposition.input = ["nhwc"]
      transposition.output = [input.name]
      var order = Onnx_AttributeProto()
      (order.name, order.type, order.ints) = ("perm", .ints, [0, 3, 1, 2])
      transposition.attribute = [order]
      model.graph.node.insert(transposition, at: 0)
      let dimensions = input.type.tensorType.shape.dim
      model.graph.input[0].name = "nhwc"
      model.graph.input[0].type.tensorType.shape.dim = [0, 2, 3, 1].map { dimensions[$0] }
    }
    let draft = try Self.draft(model)
    #expect(draft.inputShape == [3, 64, 64] && draft.verdict.certainty != .none)
    #expect(draft.verdict.levels[0].accuracy == 1)
  }

  @Test func aRandomNetworkCannotBeTold() throws {
    let folder = try TemporaryFolder()
    let model = try Self.network(folder) { model in
      var generator = Generator(state: 3)
      for index in model.graph.initializer.indices where model.graph.initializer[index].dataType == 1 {
        let count = model.graph.initializer[index].rawData.count / 4
        let values = (0..<count).map { _ in Float.random(in: -0.1...0.1, using: &generator) }
        model.graph.initializer[index].rawData = values.withUnsafeBytes { Data($0) }
      }
    }
    let draft = try Self.draft(model)
    #expect(draft.verdict.certainty == .none)
    #expect(draft.findings.contains("Cannot tell") && draft.yaml(name: "x").contains("A GUESS"))
  }

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
  func digits() throws {
    let draft = try JobDraft(
      model: SharedData.url("mnist/mnist_cnn.onnx"),
      data: DataDraft(at: SharedData.url("mnist/t10k-images-idx3-ubyte.gz")), sample: 100)
    #expect(draft.verdict.levels[0].accuracy! > 0.95 && draft.verdict.certainty != .none)
    // What is scaled up makes it surer still, and is not what it learnt.
    #expect(draft.verdict.winner == Preprocessing(channels: .grey))
  }
}
