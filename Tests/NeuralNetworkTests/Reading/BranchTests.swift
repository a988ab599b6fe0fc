import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import NeuralNetwork

/// `If`, as exporters write it around steps that depend on the input's shape.
struct BranchTests {
  static func network(_ model: Onnx_ModelProto) throws -> Network {
    let reader = ONNXReader(directory: URL(fileURLWithPath: "/nowhere"), limits: LoadLimits())
    return try Network(reader.graph(from: ONNXReader.parse(model.serializedData())), name: "branches")
  }

  @Test func theBranchThatTheShapeAsksForIsTaken() throws {
    let network = try Self.network(SmallModels.branches())
    let plan = try Plan(network, to: ["y"], batch: 2, differentiable: true)
    let runner = try Runner(plan)
    let x = Array64([2, 6], seed: 9)
    try runner.forward(["x": Tensor(shape: x.shape, values: x.values.map { Float($0) })])
    // The outer branch multiplies by a factor, the inner one adds the input again.
    let factor = Array64([6], seed: 1, low: -0.5, high: 0.5)
    let w = Array64([3, 6], seed: 2, low: -0.5, high: 0.5)
    let expected = Array64.make([2, 3]) { o in
      (0..<6).reduce(0) { $0 + x[[o[0], $1]] * (factor[[$1]] + 1) * w[[o[1], $1]] }
    }
    #expect(relativeError(try runner.value(of: "y").values.map { Double($0) }, expected.values) < 1e-5)
    try runner.backward(of: [1, 2])
    let gradient = Array64.make([2, 6]) { i in (factor[[i[1]]] + 1) * w[[i[0] + 1, i[1]]] }
    #expect(relativeError(try runner.gradient(of: "x").values.map { Double($0) }, gradient.values) < 1e-5)
    #expect(network.nodes.contains { $0.type == "If" })
  }

  @Test func aConditionThatDependsOnTheDataIsRefused() throws {
    var model = SmallModels.branches()
    model.graph.node.insert(SmallModels.node("ReduceMax", ["x"], ["largest"]), at: 0)
    let place = try #require(model.graph.node.firstIndex { $0.opType == "If" })
    model.graph.node[place].input = ["largest"]
    #expect(throws: NetworkError.self) { try Self.network(model) }
    do {
      _ = try Self.network(model)
    } catch {
      #expect("\(error)".contains("'cond' must be constant"))
    }
  }
}
