import Foundation
import Testing

@testable import NeuralNetwork

/// Rewrites of a graph leave what it computes as it is, forward and backward.
struct RewriteTests {
  /// Results and gradients of a plan whose outputs are asked for with a fixed gradient.
  struct Outcome {
    var value: Tensor
    var gradient: Tensor
    /// Operators that the plan computes.
    var types: [String]
  }

  static func outcome(_ graph: ConcreteGraph, from start: String, to end: String, _ input: Tensor, seed: [Float])
    throws -> Outcome
  {
    let plan = try Plan(graph, batch: nil, from: [start], to: [end], differentiable: true)
    let runner = try Runner(plan)
    try runner.forward([start: input])
    let value = try runner.value(of: end)
    try runner.backward(gradient: seed)
    return Outcome(value: value, gradient: try runner.gradient(of: start), types: plan.nodes.map(\.type))
  }

  /// x -> a convolution that changes nothing, with `activation` -> Pad -> `type` -> z.
  static func padded(
    _ type: String, activation: String, pads: [Int], fill: Double, shape: [Int],
    _ attributes: [String: NodeAttributes.Attribute], weights: [Int]
  ) throws -> ConcreteGraph {
    func node(_ type: String, _ inputs: [String], _ output: String, _ given: [String: NodeAttributes.Attribute] = [:])
      throws -> Graph.Node
    {
      var reader = NodeAttributes(opset: 17, inputCount: inputs.count, outputCount: 1, attributes: given)
      let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
      return Graph.Node(name: output, type: type, inputs: inputs, outputs: [output], operation: operation)
    }
    let channels = shape[1]
    let identity = (0..<channels * channels).map { Float($0 / channels == $0 % channels ? 1 : 0) }
    let kernel = Array64(weights, seed: 4).values.map { Float($0) }
    let graph = Graph(
      opset: 17, inputs: [.init(name: "x", type: .float, shape: shape.map { $0 })], outputs: ["z"],
      nodes: [
        try node("Conv", ["x", "w"], "a"), try node(activation, ["a"], "b"),
        try node("Pad", ["b", "pads", "fill"], "p"),
        try node(type, type == "Conv" ? ["p", "k"] : ["p"], "z", attributes),
      ],
      constants: [
        "w": ConstantTensor([channels, channels, 1, 1], identity), "k": ConstantTensor(weights, kernel),
        "pads": ConstantTensor([pads.count], integers: pads.map { Int64($0) }),
        "fill": ConstantTensor([], [Float(fill)]),
      ])
    return try ConcreteGraph(graph, shapes: ["x": shape], limits: LoadLimits())
  }

  struct PaddingCase: Sendable, CustomTestStringConvertible {
    var type: String
    var pads: [Int]
    var fill = 0.0
    var activation = "Relu"
    var attributes: [String: NodeAttributes.Attribute]
    var group = 1
    var isFolded = true
    var testDescription: String { "\(type) \(pads) \(fill) \(activation) \(attributes)" }
  }

  static let cases: [PaddingCase] = [
    .init(type: "Conv", pads: [0, 0, 0, 0, 0, 0, 1, 1], attributes: ["strides": .ints([2, 2])]),
    .init(type: "Conv", pads: [0, 0, 0, 0, 0, 0, 1, 1], attributes: ["strides": .ints([2, 2])], group: 24),
    .init(type: "Conv", pads: [0, 0, 2, 1, 0, 0, 3, 0], attributes: ["pads": .ints([1, 0, 0, 1])], group: 24),
    .init(type: "Conv", pads: [0, 0, 1, 1, 0, 0, 1, 1], attributes: ["auto_pad": .string("SAME_UPPER")]),
    .init(type: "Conv", pads: [0, 0, 1, 1, 0, 0, 1, 1], fill: 0.5, attributes: [:], isFolded: false),
    .init(type: "Conv", pads: [0, 0, -1, 0, 0, 0, 1, 1], attributes: [:], isFolded: false),
    .init(
      type: "MaxPool", pads: [0, 0, 0, 0, 0, 0, 1, 1],
      attributes: ["kernel_shape": .ints([3, 3]), "strides": .ints([2, 2])]),
    .init(
      type: "MaxPool", pads: [0, 0, 1, 1, 0, 0, 1, 1], activation: "Tanh",
      attributes: ["kernel_shape": .ints([3, 3])], isFolded: false),
    .init(
      type: "MaxPool", pads: [0, 0, 1, 1, 0, 0, 1, 1], fill: -.infinity, activation: "Tanh",
      attributes: ["kernel_shape": .ints([3, 3])]),
    .init(
      type: "AveragePool", pads: [0, 0, 1, 0, 0, 0, 1, 1], activation: "Tanh",
      attributes: ["kernel_shape": .ints([3, 3]), "strides": .ints([2, 2])]),
    .init(
      type: "AveragePool", pads: [0, 0, 1, 1, 0, 0, 1, 1],
      attributes: ["kernel_shape": .ints([3, 3]), "pads": .ints([1, 1, 1, 1])], isFolded: false),
  ]

  /// The padded tensor computed by itself, and what follows from it, against both in one.
  @Test(arguments: cases) func paddingMovesIntoWindows(_ test: PaddingCase) throws {
    let shape = [2, 24, 7, 8]
    var attributes = test.attributes
    if test.group > 1 { attributes["group"] = .int(test.group) }
    let graph = try Self.padded(
      test.type, activation: test.activation, pads: test.pads, fill: test.fill, shape: shape, attributes,
      weights: [24, 24 / test.group, 3, 3])
    let input = Tensor(shape: shape, values: Array64(shape, seed: 1).values.map { Float($0) })
    let seed = Array64(graph.values["z"]!.shape, seed: 3).values.map { Float($0) }
    let one = try Self.outcome(graph, from: "x", to: "z", input, seed: seed)
    #expect(one.types.contains("Pad") != test.isFolded)

    var before = try Self.outcome(
      graph, from: "x", to: "p", input, seed: [Float](repeating: 0, count: graph.values["p"]!.count))
    let behind = try Self.outcome(graph, from: "p", to: "z", before.value, seed: seed)
    before = try Self.outcome(graph, from: "x", to: "p", input, seed: behind.gradient.values)
    #expect(relativeError(one.value.values, behind.value.values) < 1e-5)
    #expect(relativeError(one.gradient.values, before.gradient.values) < 1e-5)
  }

  @Test func aPaddedTensorThatIsAskedForIsStillComputed() throws {
    let shape = [1, 16, 5, 5]
    let graph = try Self.padded(
      "Conv", activation: "Relu", pads: [0, 0, 0, 0, 0, 0, 1, 1], fill: 0, shape: shape, [:], weights: [16, 16, 3, 3])
    let plan = try Plan(graph, batch: nil, from: ["x"], to: ["z", "p"], differentiable: false)
    let runner = try Runner(plan)
    try runner.forward(["x": Tensor(shape: shape, repeating: 1)])
    let padded = try runner.value(of: "p")
    #expect(padded.shape == [1, 16, 6, 6])
    #expect(padded.values.reduce(0, +) == Float(16 * 25))
  }

  /// A network from its nodes' operators, inputs and outputs, with one input x and one output y.
  static func chain(_ nodes: [(String, [String], String)], _ constants: [String: ConstantTensor], shape: [Int]) throws
    -> ConcreteGraph
  {
    var graph = Graph(
      opset: 17, inputs: [.init(name: "x", type: .float, shape: shape.map { $0 })], outputs: ["y"], nodes: [],
      constants: constants)
    for (type, inputs, output) in nodes {
      var reader = NodeAttributes(opset: 17, inputCount: inputs.count, outputCount: 1, attributes: [:])
      let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
      graph.nodes.append(.init(name: output, type: type, inputs: inputs, outputs: [output], operation: operation))
    }
    return try ConcreteGraph(graph, shapes: ["x": shape], limits: LoadLimits())
  }

  /// As PyTorch and its relatives write it, with the factors in any order.
  @Test(arguments: [
    [
      ("Div", ["x", "r"], "a"), ("Erf", ["a"], "e"), ("Add", ["e", "one"], "s"), ("Mul", ["x", "s"], "p"),
      ("Mul", ["p", "half"], "y"),
    ],
    [
      ("Mul", ["q", "x"], "a"), ("Erf", ["a"], "e"), ("Add", ["one", "e"], "s"), ("Mul", ["x", "half"], "h"),
      ("Mul", ["h", "s"], "y"),
    ],
    [
      ("Div", ["x", "r"], "a"), ("Erf", ["a"], "e"), ("Add", ["e", "one"], "s"), ("Mul", ["s", "half"], "p"),
      ("Mul", ["p", "x"], "y"),
    ],
  ]) func geluIsOneStep(nodes: [(String, [String], String)]) throws {
    let shape = [2, 3, 24]
    let constants = [
      "r": ConstantTensor([], [Float(2).squareRoot()]), "q": ConstantTensor([], [Float(0.5).squareRoot()]),
      "one": ConstantTensor([], [Float(1)]), "half": ConstantTensor([], [Float(0.5)]),
    ]
    let x = Array64(shape, seed: 1, low: -4, high: 4)
    let g = Array64(shape, seed: 3)
    let result = try Self.outcome(
      Self.chain(nodes, constants, shape: shape), from: "x", to: "y",
      Tensor(shape: shape, values: x.values.map { Float($0) }), seed: g.values.map { Float($0) })
    #expect(result.types == ["Gelu"])
    let gelu = Gelu(isApproximate: false)
    #expect(relativeError(result.value.values.map { Double($0) }, x.values.map(gelu.evaluate)) < 2e-6)
    let expected = zip(x.values, g.values).map { gelu.derivative($0) * $1 }
    #expect(relativeError(result.gradient.values.map { Double($0) }, expected) < 2e-6)

    var other = constants
    other["half"] = ConstantTensor([], [Float(0.6)])
    let scaled = try Self.chain(nodes, other, shape: shape)
    let plan = try Plan(scaled, batch: nil, from: ["x"], to: ["y"], differentiable: true)
    #expect(plan.nodes.contains { $0.type == "Erf" })
  }

  /// A linear layer on several axes: rows are taken together, the bias is added by the product.
  @Test(arguments: [[5, 1, 8], [2, 3, 8], [2, 2, 3, 8], [4, 8]]) func linearLayersAreOneProduct(shape: [Int]) throws {
    let (weights, bias) = (Array64([8, 6], seed: 5), Array64([6], seed: 6))
    let graph = try Self.chain(
      [("MatMul", ["x", "w"], "m"), ("Add", ["b", "m"], "y")],
      [
        "w": ConstantTensor([8, 6], weights.values.map { Float($0) }),
        "b": ConstantTensor([6], bias.values.map { Float($0) }),
      ], shape: shape)
    let x = Array64(shape, seed: 1)
    let full = Array(shape.dropLast()) + [6]
    let g = Array64(full, seed: 3)
    let result = try Self.outcome(
      graph, from: "x", to: "y", Tensor(shape: shape, values: x.values.map { Float($0) }),
      seed: g.values.map { Float($0) })
    #expect(result.types == ["MatMul"])
    #expect(result.value.shape == full && result.gradient.shape == shape)
    let expected = Array64.make(full) { index in
      (0..<8).reduce(bias[[index.last!]]) { $0 + x[Array(index.dropLast()) + [$1]] * weights[[$1, index.last!]] }
    }
    let dx = Array64.make(shape) { index in
      (0..<6).reduce(0) { $0 + g[Array(index.dropLast()) + [$1]] * weights[[index.last!, $1]] }
    }
    #expect(relativeError(result.value.values.map { Double($0) }, expected.values) < 1e-6)
    #expect(relativeError(result.gradient.values.map { Double($0) }, dx.values) < 1e-6)
  }
}
