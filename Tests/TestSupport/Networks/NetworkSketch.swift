import Foundation
import ONNXSchema

/// A small ONNX model, put together node by node.
struct NetworkSketch {
  private(set) var nodes: [Onnx_NodeProto] = []
  private var weights: [Onnx_TensorProto] = []
  private var inputs: [Onnx_ValueInfoProto] = []

  /// - Parameters:
  ///   - shape: with the batch axis; 0 where an extent is free.
  ///   - type: ONNX's number of the element type: 1 float, 2 uint8.
  init(input shape: [Int], type: Int32 = 1) { inputs = [Self.info("x", shape, type: type)] }

  /// Adds a node of one result, called like it.
  mutating func add(
    _ type: String, _ inputs: [String], _ attributes: [String: AttributeValue] = [:], name: String? = nil,
    outputs: [String]? = nil
  ) -> String {
    var node = Onnx_NodeProto()
    let name = name ?? "\(type)\(nodes.count)"
    node.name = name
    node.opType = type
    node.input = inputs
    node.output = outputs ?? [name]
    node.attribute = attributes.sorted { $0.key < $1.key }.map { $0.value.proto($0.key) }
    nodes.append(node)
    return node.output[0]
  }

  mutating func constant(_ values: [Double], _ shape: [Int]) -> String {
    var tensor = Onnx_TensorProto()
    tensor.name = "w\(weights.count)"
    tensor.dataType = 1
    tensor.dims = shape.map { Int64($0) }
    tensor.rawData = values.map { Float($0) }.withUnsafeBytes { Data($0) }
    weights.append(tensor)
    return tensor.name
  }

  mutating func integers(_ values: [Int], _ shape: [Int]? = nil) -> String {
    var tensor = Onnx_TensorProto()
    tensor.name = "w\(weights.count)"
    tensor.dataType = 7
    tensor.dims = (shape ?? [values.count]).map { Int64($0) }
    tensor.int64Data = values.map { Int64($0) }
    weights.append(tensor)
    return tensor.name
  }

  /// The model whose scores are a tensor of `classes` values.
  func model(to output: String, classes: Int = 3) -> Onnx_ModelProto {
    var model = Onnx_ModelProto()
    var opset = Onnx_OperatorSetIdProto()
    opset.version = 18
    model.opsetImport = [opset]
    model.graph.input = inputs
    model.graph.output = [Self.info(output, [0, classes], type: 1)]
    model.graph.node = nodes
    model.graph.initializer = weights
    return model
  }

  private static func info(_ name: String, _ shape: [Int], type: Int32) -> Onnx_ValueInfoProto {
    var info = Onnx_ValueInfoProto()
    info.name = name
    info.type.tensorType.elemType = type
    info.type.tensorType.shape.dim = shape.map { extent in
      var dimension = Onnx_TensorShapeProto.Dimension()
      if extent == 0 { dimension.dimParam = "free" } else { dimension.dimValue = Int64(extent) }
      return dimension
    }
    return info
  }
}

/// A node's attribute in a sketch.
enum AttributeValue: ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
  case int(Int)
  case ints([Int])
  case text(String)

  init(integerLiteral value: Int) { self = .int(value) }
  init(arrayLiteral elements: Int...) { self = .ints(elements) }
  init(stringLiteral value: String) { self = .text(value) }

  func proto(_ name: String) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    switch self {
    case .int(let value):
      attribute.type = .int
      attribute.i = Int64(value)
    case .ints(let values):
      attribute.type = .ints
      attribute.ints = values.map { Int64($0) }
    case .text(let value):
      attribute.type = .string
      attribute.s = Data(value.utf8)
    }
    return attribute
  }
}

extension Onnx_TensorProto {
  /// Multiplies numbers in single precision; other tensors stay as they are.
  mutating func scale(by factor: Float) {
    guard dataType == 1 else { return }
    let values = rawData.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    rawData = values.map { $0 * factor }.withUnsafeBytes { Data($0) }
  }
}
