import Foundation
import ONNXSchema
import Reproducibility
import SwiftProtobuf

/// A network file whose last layers have random weights (Adebayo, Gilmer, Muelly, Goodfellow, Hardt and Kim, "Sanity Checks for
/// Saliency Maps", NeurIPS 2018, section 3: cascading randomisation).
struct RandomizedNetwork {
  private let model: Onnx_ModelProto
  /// Places of the weights among the initializers, the last layer's first, each with its layer's name.
  private let weights: [(place: Int, layer: String)]

  private static let weighted: Set<String> = ["Conv", "ConvTranspose", "Gemm", "MatMul"]

  /// - Throws: ``ItemError`` where the file is none or holds no weights that could be drawn anew.
  init(contentsOf file: URL) throws {
    do {
      model = try Onnx_ModelProto(
        serializedBytes: try Data(contentsOf: file, options: .alwaysMapped), extensions: nil, partial: true)
    } catch {
      throw ItemError(kind: "model", message: "\(file.lastPathComponent) cannot be read as an ONNX file: \(error)")
    }
    var places: [String: Int] = [:]
    for (place, tensor) in model.graph.initializer.enumerated()
    where tensor.dataType == Self.single && tensor.dataLocation != .external && tensor.dims.count >= 2 {
      places[tensor.name] = place
    }
    var seen: Set<Int> = []
    weights = model.graph.node.reversed().compactMap { node in
      guard Self.weighted.contains(node.opType), let place = node.input.lazy.compactMap({ places[$0] }).first,
        seen.insert(place).inserted
      else { return nil }
      return (place, node.name.isEmpty ? node.output.first ?? node.opType : node.name)
    }
    guard !weights.isEmpty else {
      throw ItemError(
        kind: "model",
        message:
          "\(file.lastPathComponent) holds no weights in single precision inside the file that could be drawn anew")
    }
  }

  private static let single = Int32(Onnx_TensorProto.DataType.float.rawValue)

  /// Layers with weights, the last first.
  var layers: [String] { weights.map(\.layer) }

  /// The file's bytes with the weights of the last `count` layers drawn anew: normally distributed, with the mean and the
  /// standard deviation that they had. Those of more layers begin with those of fewer.
  func bytes(randomizing count: Int, seed: UInt64) throws -> Data {
    var model = model
    for (number, weight) in weights.prefix(count).enumerated() {
      var generator = SeededGenerator(seed: seed, stream: UInt64(number))
      let values = Self.values(of: model.graph.initializer[weight.place])
      let mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
      let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(max(1, values.count))
      let drawn = values.map { _ in Float(mean + variance.squareRoot() * generator.normal()) }
      model.graph.initializer[weight.place].floatData = []
      model.graph.initializer[weight.place].rawData = drawn.withUnsafeBytes { Data($0) }
    }
    return try model.serializedData(partial: true)
  }

  static func values(of tensor: Onnx_TensorProto) -> [Float] {
    guard tensor.floatData.isEmpty else { return tensor.floatData }
    return tensor.rawData.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
