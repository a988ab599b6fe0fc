import Foundation
import ONNXSchema
import SwiftProtobuf

/// Small ONNX models, written by hand: image networks, a recurrent one, one of attention, one of local functions, one
/// of branches.
enum SmallModels {
  static let all: [(name: String, model: Onnx_ModelProto)] = [
    ("image", image()), ("sequence", sequence()), ("attention", attention()), ("functions", functions()),
    ("excitation", excitation()), ("branches", branches()),
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

  /// What networks for phones are made of: hard swish by its parts, squeeze and excitation, depthwise convolution, layer
  /// scale, a normalization that cannot be folded, a number for everything.
  static func excitation() -> Onnx_ModelProto {
    func number(_ name: String, _ value: Float) -> Onnx_TensorProto {
      var tensor = self.tensor(name, [])
      tensor.rawData = withUnsafeBytes(of: value) { Data($0) }
      return tensor
    }
    var variance = tensor("variance", [24])
    variance.rawData = [Float](repeating: 2, count: 24).withUnsafeBytes { Data($0) }
    return model(
      input: [0, 3, 16, 16],
      nodes: [
        node("Conv", ["x", "w1"], ["c1"], [attribute("pads", [1, 1, 1, 1])]),
        node("Add", ["c1", "three"], ["h1"]), node("Clip", ["h1", "zero", "six"], ["h2"]),
        node("Mul", ["c1", "h2"], ["h3"]), node("Div", ["h3", "six"], ["h"]),
        node("GlobalAveragePool", ["h"], ["g"]), node("Conv", ["g", "w2", "b2"], ["s1"]), node("Relu", ["s1"], ["s2"]),
        node("Conv", ["s2", "w3"], ["s3"]), node("HardSigmoid", ["s3"], ["s4"]), node("Mul", ["h", "s4"], ["s"]),
        node("Conv", ["s", "w4"], ["d"], [attribute("group", 24), attribute("pads", [1, 1, 1, 1])]),
        node("Mul", ["d", "gamma"], ["l"]), node("Add", ["h", "l"], ["r"]),
        node("BatchNormalization", ["r", "scale", "shift", "mean", "variance"], ["n"]), node("Relu", ["n"], ["n2"]),
        node("Conv", ["n2", "w5"], ["c5"]), node("Mul", ["c5", "six"], ["c6"]), node("Sigmoid", ["c6"], ["c7"]),
        node("Mul", ["c6", "c7"], ["c8"]), node("GlobalAveragePool", ["c8"], ["p"]), node("Flatten", ["p"], ["f"]),
        node("Gemm", ["f", "w6"], ["y"], [attribute("transB", 1)]),
      ],
      weights: [
        tensor("w1", [24, 3, 3, 3]), tensor("w2", [8, 24, 1, 1], seed: 2), tensor("b2", [8]),
        tensor("w3", [24, 8, 1, 1], seed: 3), tensor("w4", [24, 1, 3, 3], seed: 4), tensor("gamma", [24, 1, 1]),
        tensor("w5", [32, 24, 1, 1], seed: 5), tensor("w6", [3, 32], seed: 6), tensor("scale", [24]),
        tensor("shift", [24]), tensor("mean", [24]), variance, number("three", 3), number("six", 6), number("zero", 0),
      ])
  }

  /// The branch is known once the input's shape is; each branch uses tensors from outside, and one holds another.
  static func branches() -> Onnx_ModelProto {
    func branch(_ nodes: [Onnx_NodeProto], _ output: String, _ weights: [Onnx_TensorProto] = []) -> Onnx_GraphProto {
      var graph = Onnx_GraphProto()
      graph.node = nodes
      graph.initializer = weights
      var info = Onnx_ValueInfoProto()
      info.name = output
      graph.output = [info]
      return graph
    }
    func choice(_ condition: String, _ taken: Onnx_GraphProto, _ other: Onnx_GraphProto, _ output: String)
      -> Onnx_NodeProto
    {
      let attributes = [("then_branch", taken), ("else_branch", other)].map { name, graph in
        var attribute = Onnx_AttributeProto()
        attribute.name = name
        attribute.type = .graph
        attribute.g = graph
        return attribute
      }
      return node("If", [condition], [output], attributes)
    }
    let inner = choice(
      "isOne", branch([node("Identity", ["t"], ["i1"])], "i1"), branch([node("Add", ["t", "x"], ["i2"])], "i2"), "i")
    return model(
      input: [0, 6],
      nodes: [
        node("Shape", ["x"], ["shape"]), node("Gather", ["shape", "second"], ["length"]),
        node("Equal", ["length", "six"], ["isSix"]), node("Equal", ["length", "second"], ["isOne"]),
        choice(
          "isSix", branch([node("Mul", ["x", "factor"], ["t"]), inner], "i", [tensor("factor", [6])]),
          branch([node("MatMul", ["x", "nothing"], ["e"])], "e", [tensor("nothing", [1, 1])]), "z"),
        node("Gemm", ["z", "w"], ["y"], [attribute("transB", 1)]),
      ],
      weights: [integers("second", [1]), integers("six", [6]), tensor("w", [3, 6], seed: 2)])
  }
}
