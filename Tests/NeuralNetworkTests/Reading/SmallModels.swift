import Foundation
import ONNXSchema
import SwiftProtobuf

/// Small ONNX models, written by hand: an image network, a recurrent one, one of attention, and one of local functions.
enum SmallModels {
  static let all: [(name: String, model: Onnx_ModelProto)] = [
    ("image", image()), ("sequence", sequence()), ("attention", attention()), ("functions", functions()),
  ]

  // MARK: parts

  static func tensor(_ name: String, _ shape: [Int], seed: UInt64 = 1) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dataType = 1
    tensor.dims = shape.map { Int64($0) }
    let values = Array64(shape, seed: seed, low: -0.5, high: 0.5).values.map { Float($0) }
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }

  static func scales(_ values: [Float]) -> Onnx_TensorProto {
    var tensor = self.tensor("scales", [values.count])
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return tensor
  }

  static func integers(_ name: String, _ values: [Int]) -> Onnx_TensorProto {
    var tensor = Onnx_TensorProto()
    tensor.name = name
    tensor.dataType = 7
    tensor.dims = [Int64(values.count)]
    tensor.int64Data = values.map { Int64($0) }
    return tensor
  }

  static func node(_ type: String, _ inputs: [String], _ outputs: [String], _ attributes: [Onnx_AttributeProto] = [])
    -> Onnx_NodeProto
  {
    var node = Onnx_NodeProto()
    node.opType = type
    node.name = outputs.first { !$0.isEmpty } ?? type
    node.input = inputs
    node.output = outputs
    node.attribute = attributes
    return node
  }

  static func attribute(_ name: String, _ value: Int) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .int
    attribute.i = Int64(value)
    return attribute
  }

  static func attribute(_ name: String, _ values: [Int]) -> Onnx_AttributeProto {
    var attribute = Onnx_AttributeProto()
    attribute.name = name
    attribute.type = .ints
    attribute.ints = values.map { Int64($0) }
    return attribute
  }

  static func model(
    input: [Int], nodes: [Onnx_NodeProto], weights: [Onnx_TensorProto], output: String = "y"
  ) -> Onnx_ModelProto {
    func value(_ name: String, _ shape: [Int]) -> Onnx_ValueInfoProto {
      var info = Onnx_ValueInfoProto()
      info.name = name
      info.type.tensorType.elemType = 1
      info.type.tensorType.shape.dim = shape.map { extent in
        var dimension = Onnx_TensorShapeProto.Dimension()
        if extent == 0 { dimension.dimParam = "batch" } else { dimension.dimValue = Int64(extent) }
        return dimension
      }
      return info
    }
    var model = Onnx_ModelProto()
    var opset = Onnx_OperatorSetIdProto()
    opset.version = 17
    model.opsetImport = [opset]
    model.graph.input = [value("x", input)]
    model.graph.output = [value(output, [0, 3])]
    model.graph.node = nodes
    model.graph.initializer = weights
    return model
  }

  // MARK: models

  static func image() -> Onnx_ModelProto {
    model(
      input: [0, 2, 8, 8],
      nodes: [
        node(
          "Conv", ["x", "w1", "b1"], ["c1"], [attribute("pads", [1, 1, 1, 1]), attribute("kernel_shape", [3, 3])]),
        node("Relu", ["c1"], ["r1"]),
        node("MaxPool", ["r1"], ["p1"], [attribute("kernel_shape", [2, 2]), attribute("strides", [2, 2])]),
        node("Conv", ["p1", "w2"], ["c2"], [attribute("group", 2)]),
        node("Concat", ["p1", "c2"], ["k"], [attribute("axis", 1)]),
        node("Resize", ["k", "", "scales"], ["z"]),
        node("GlobalAveragePool", ["z"], ["g"]),
        node("Reshape", ["g", "shape"], ["f"]),
        node("Gemm", ["f", "w3", "b3"], ["y"], [attribute("transB", 1)]),
      ],
      weights: [
        tensor("w1", [8, 2, 3, 3]), tensor("b1", [8]), tensor("w2", [8, 4, 1, 1], seed: 2),
        tensor("w3", [3, 16], seed: 3),
        tensor("b3", [3]), integers("shape", [0, -1]), scales([1, 1, 1.5, 1.5]),
      ])
  }

  static func sequence() -> Onnx_ModelProto {
    model(
      input: [0, 4, 5],
      nodes: [
        node("Transpose", ["x"], ["t"], [attribute("perm", [1, 0, 2])]),
        node("LSTM", ["t", "w", "r", "b"], ["", "h"], [attribute("hidden_size", 3)]),
        node("Squeeze", ["h", "axes"], ["y"]),
      ],
      weights: [
        tensor("w", [1, 12, 5]), tensor("r", [1, 12, 3], seed: 2), tensor("b", [1, 24]), integers("axes", [0]),
      ])
  }

  static func attention() -> Onnx_ModelProto {
    model(
      input: [0, 4, 6],
      nodes: [
        node("LayerNormalization", ["x", "scale", "shift"], ["n"]),
        node("MatMul", ["n", "wq"], ["q"]),
        node("Transpose", ["n"], ["k"], [attribute("perm", [0, 2, 1])]),
        node("MatMul", ["q", "k"], ["s"]),
        node("Softmax", ["s"], ["a"], [attribute("axis", -1)]),
        node("MatMul", ["a", "x"], ["v"]),
        node("ReduceMean", ["v"], ["m"], [attribute("axes", [1]), attribute("keepdims", 0)]),
        node("Gather", ["m", "picked"], ["y"], [attribute("axis", 1)]),
      ],
      weights: [
        tensor("scale", [6]), tensor("shift", [6]), tensor("wq", [6, 6], seed: 4), integers("picked", [0, 2, 5]),
      ])
  }

  static func functions() -> Onnx_ModelProto {
    var model = self.model(
      input: [0, 6],
      nodes: [node("Layer", ["x", "w1"], ["h"], [attribute("turned", 0)]), node("Layer", ["h", "w2"], ["y"])],
      weights: [tensor("w1", [6, 5]), tensor("w2", [3, 5], seed: 2)])
    for i in model.graph.node.indices { model.graph.node[i].domain = "local" }
    var reference = Onnx_AttributeProto()
    reference.name = "transB"
    reference.type = .int
    reference.refAttrName = "turned"
    var function = Onnx_FunctionProto()
    function.name = "Layer"
    function.domain = "local"
    function.input = ["a", "w"]
    function.output = ["b"]
    function.attributeProto = [attribute("turned", 1)]
    function.node = [node("Gemm", ["a", "w"], ["s"], [reference]), node("Tanh", ["s"], ["b"])]
    model.functions = [function]
    return model
  }
}
