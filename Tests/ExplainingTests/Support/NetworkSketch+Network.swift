import Foundation
import ONNXSchema

@testable import NeuralNetwork
@testable import TestSupport

extension NetworkSketch {
  /// The network whose scores are a tensor of `classes` values.
  func network(to output: String, classes: Int = 3) throws -> Network {
    try model(to: output, classes: classes).network()
  }
}

extension Onnx_ModelProto {
  /// The model, read as its file would be.
  func network() throws -> Network {
    let graph = try ONNXReader(directory: URL(filePath: "/"), limits: LoadLimits()).graph(from: self)
    return try Network(graph, name: "sketch")
  }
}
