import Foundation
import ONNXSchema
import Testing

@testable import NeuralNetwork

/// ONNX's own test cases of single operators: the folder `onnx/backend/test/data/node` of the onnx package, named by the
/// environment variable WINNOW_ONNX_CASES. Every case whose operator is supported has to agree, unless it needs something
/// that the operator's limits exclude: then it has to be refused in words.
struct OfficialCaseTests {
  static let folder = ProcessInfo.processInfo.environment["WINNOW_ONNX_CASES"].map { URL(fileURLWithPath: $0) }

  /// Their expected values take the scaled extent before rounding for the result's; onnxruntime and PyTorch do not either.
  static let disputed = [
    "test_resize_downsample_scales_cubic_align_corners", "test_resize_downsample_scales_linear_align_corners",
  ]

  @Test(.enabled(if: folder != nil, "set WINNOW_ONNX_CASES to onnx/backend/test/data/node"))
  func casesAgree() throws {
    let cases = try FileManager.default.contentsOfDirectory(at: Self.folder!, includingPropertiesForKeys: nil)
      .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("model.onnx").path) }
      .sorted { $0.path < $1.path }
    var agreed = 0
    var foreign = 0
    var refused: [String] = []
    for directory in cases {
      let reader = ONNXReader(directory: directory, limits: LoadLimits())
      let model = try ONNXReader.parse(Data(contentsOf: directory.appendingPathComponent("model.onnx")))
      guard model.graph.node.allSatisfy({ OperatorRegistry.byName[$0.opType] != nil && $0.domain.isEmpty }),
        model.graph.output.count == 1, !directory.lastPathComponent.contains("training_mode"),
        !Self.disputed.contains(directory.lastPathComponent)
      else {
        foreign += 1
        continue
      }
      do {
        if try agrees(model, reader, directory) {
          agreed += 1
        } else {
          Issue.record("\(directory.lastPathComponent) disagrees")
        }
      } catch let error as NetworkError {
        if error.kind == .library { Issue.record("\(directory.lastPathComponent): \(error)") }
        refused.append("\(directory.lastPathComponent): \(error)")
      }
    }
    print("ONNX cases: \(agreed) agree, \(refused.count) refused, \(foreign) of operators that are not supported")
    for line in refused { print("  refused:", line) }
    #expect(agreed > 300)
  }

  private func agrees(_ model: Onnx_ModelProto, _ reader: ONNXReader, _ directory: URL) throws -> Bool {
    let data = directory.appendingPathComponent("test_data_set_0")
    func tensor(_ name: String) throws -> ConstantTensor {
      try reader.constantTensor(
        Onnx_TensorProto(serializedBytes: Data(contentsOf: data.appendingPathComponent(name)), partial: true))
    }
    var graph = try reader.graph(from: model)
    // Only the first input is data; the others are what a model file holds as constants, unless both are data of one kind.
    let type = model.graph.node[0].opType
    let allData = ["Add", "Sub", "Mul", "Div", "Pow", "MatMul", "Max", "Min", "Sum", "Mean", "Concat", "Where", "Gemm"]
    var tensors: [String: Tensor] = [:]
    var inputs: [Graph.Input] = []
    for (i, input) in graph.inputs.enumerated() {
      let value = try tensor("input_\(i).pb")
      if i == 0 && !["Range", "ConstantOfShape", "ScatterND"].contains(type) || allData.contains(type) {
        inputs.append(Graph.Input(name: input.name, type: value.type, shape: value.shape))
        tensors[input.name] = Tensor(shape: value.shape, values: value.floats)
      } else {
        graph.constants[input.name] = value
      }
    }
    graph.inputs = inputs
    let expected = try tensor("output_0.pb")
    var shapes: [String: [Int]] = [:]
    for input in inputs { shapes[input.name] = input.shape!.map { $0! } }
    let concrete = try ConcreteGraph(graph, shapes: shapes, limits: LoadLimits())
    let output = concrete.resolved(graph.outputs[0])
    let result: Tensor
    if let constant = concrete.values[output]?.constant {
      result = Tensor(shape: constant.shape, values: constant.floats)
    } else if let same = tensors[output] {
      result = same
    } else {
      let plan = try Plan(concrete, batch: nil, from: [], to: [output], differentiable: false)
      let runner = try Runner(plan)
      try runner.forward(tensors)
      result = try runner.value(of: output)
    }
    return result.shape == expected.shape
      && zip(result.values, expected.floats).allSatisfy {
        $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) <= 1e-4 * max(1, abs($1))
      }
  }
}
