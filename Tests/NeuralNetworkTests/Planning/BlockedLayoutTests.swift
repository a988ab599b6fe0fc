import Foundation
import ONNXSchema
import SwiftProtobuf
import Testing

@testable import NeuralNetwork

/// Operators in the midst of convolutions, where tensors lie in blocks of channels.
struct BlockedLayoutTests {
  /// x -> 1 x 1 convolution that changes nothing -> op(x, y) -> another such convolution -> z.
  static func network(_ type: String, channels: Int, operand: [Int], isConstant: Bool) throws -> ConcreteGraph {
    func node(_ type: String, _ inputs: [String], _ output: String) throws -> Graph.Node {
      var reader = NodeAttributes(opset: 17, inputCount: inputs.count, outputCount: 1, attributes: [:])
      let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
      return Graph.Node(name: output, type: type, inputs: inputs, outputs: [output], operation: operation)
    }
    let identity = (0..<channels * channels).map { Float($0 / channels == $0 % channels ? 1 : 0) }
    let y = values(operand)
    var graph = Graph(
      opset: 17, inputs: [.init(name: "x", type: .float, shape: shape(channels).map { $0 })], outputs: ["z"],
      nodes: [
        try node("Conv", ["x", "w"], "a"), try node(type, ["a", "y"], "b"), try node("Conv", ["b", "w"], "z"),
      ],
      constants: ["w": ConstantTensor([channels, channels, 1, 1], identity)])
    var shapes = ["x": shape(channels)]
    if isConstant {
      graph.constants["y"] = ConstantTensor(operand, y.map { Float($0) })
    } else {
      graph.inputs.append(.init(name: "y", type: .float, shape: operand.map { $0 }))
      shapes["y"] = operand
    }
    return try ConcreteGraph(graph, shapes: shapes, limits: LoadLimits())
  }

  static func shape(_ channels: Int) -> [Int] { [2, channels, 3, 5] }

  /// Not below 0.5: they are divided by.
  static func values(_ shape: [Int]) -> [Double] { Array64(shape, seed: 5, low: 0.5, high: 2).values }

  static let operands = [
    [], [1], [5], [3, 1], [0, 1, 1], [1, 0, 1, 1], [2, 0, 1, 1], [2, 1, 1, 1], [2, 1, 3, 5], [1, 0, 3, 5],
    [1, 1, 3, 5],
    [2, 0, 3, 5],
  ]

  /// - Parameter operand: 0 stands for the number of channels.
  @Test(arguments: ["Add", "Sub", "Mul", "Div"], operands)
  func smallOperandsMeetBlocks(type: String, operand: [Int]) throws {
    for channels in [32, 24] {
      for isConstant in [true, false] {
        let small = operand.map { $0 == 0 ? channels : $0 }
        let full = Self.shape(channels)
        let graph = try Self.network(type, channels: channels, operand: small, isConstant: isConstant)
        let plan = try Plan(
          graph, batch: nil, from: isConstant ? ["x"] : ["x", "y"], to: ["z"], differentiable: true)
        let runner = try Runner(plan)
        let x = Array64(full, seed: 1)
        let y = Array64(small, Self.values(small))
        var inputs = ["x": Tensor(shape: full, values: x.values.map { Float($0) })]
        if !isConstant { inputs["y"] = Tensor(shape: small, values: y.values.map { Float($0) }) }
        try runner.forward(inputs)

        let g = Array64(full, seed: 3)
        var expected = Array64(full, seed: 1)
        var dx = expected
        var dy = Array64(small, [Double](repeating: 0, count: y.values.count))
        for index in Array64.indices(full) {
          let place = zip(index.suffix(small.count), small).map { $1 == 1 ? 0 : $0 }
          let (a, b) = (x[index], y[place])
          switch type {
          case "Add": (expected[index], dx[index], dy[place]) = (a + b, g[index], dy[place] + g[index])
          case "Sub": (expected[index], dx[index], dy[place]) = (a - b, g[index], dy[place] - g[index])
          case "Mul": (expected[index], dx[index], dy[place]) = (a * b, g[index] * b, dy[place] + g[index] * a)
          default: (expected[index], dx[index], dy[place]) = (a / b, g[index] / b, dy[place] - g[index] * a / (b * b))
          }
        }
        let value = try runner.value(of: "z").values.map { Double($0) }
        #expect(relativeError(value, expected.values) < 1e-5, "\(channels) channels, constant \(isConstant)")
        try runner.backward(fromGradient: { buffer in
          for i in buffer.indices { buffer[i] = Float(g.values[i]) }
        })
        let gradient = try runner.gradient(of: "x").values.map { Double($0) }
        #expect(relativeError(gradient, dx.values) < 1e-5, "\(channels) channels, constant \(isConstant)")
        if !isConstant {
          let gradient = try runner.gradient(of: "y").values.map { Double($0) }
          #expect(relativeError(gradient, dy.values) < 1e-5, "\(channels) channels")
        }
        Self.expectNoReference(plan)
      }
    }
  }

  /// Sums of whole tensors, and functions whose last block of channels is not full: code made for the processor for all.
  @Test(arguments: ["HardSwish", "Gelu", "Elu", "Sigmoid"]) func noPlainLoopForPartialBlocks(type: String) throws {
    let channels = 24
    func node(_ type: String, _ inputs: [String], _ output: String) throws -> Graph.Node {
      var reader = NodeAttributes(opset: 20, inputCount: inputs.count, outputCount: 1, attributes: [:])
      let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
      return Graph.Node(name: output, type: type, inputs: inputs, outputs: [output], operation: operation)
    }
    let identity = (0..<channels * channels).map { Float($0 / channels == $0 % channels ? 1 : 0) }
    let full = Self.shape(channels)
    let graph = Graph(
      opset: 20, inputs: [.init(name: "x", type: .float, shape: full.map { $0 })], outputs: ["z"],
      nodes: [
        try node("Conv", ["x", "w"], "a"), try node(type, ["a"], "b"), try node("Conv", ["b", "w"], "z"),
      ], constants: ["w": ConstantTensor([channels, channels, 1, 1], identity)])
    let plan = try Plan(
      ConcreteGraph(graph, shapes: ["x": full], limits: LoadLimits()), batch: nil, from: ["x"], to: ["z"],
      differentiable: true)
    let runner = try Runner(plan)
    let (x, g) = (Array64(full, seed: 1), Array64(full, seed: 3))
    try runner.forward(["x": Tensor(shape: full, values: x.values.map { Float($0) })])
    try runner.backward(fromGradient: { for i in $0.indices { $0[i] = Float(g.values[i]) } })
    let operation = try #require(graph.nodes[1].operation as? any ElementwiseOperator)
    let expected = zip(x.values, g.values).map { operation.derivative($0) * $1 }
    #expect(relativeError(try runner.gradient(of: "x").values.map { Double($0) }, expected) < 1e-5)
    Self.expectNoReference(plan)
  }

  /// oneDNN 2.6 takes its plain loop for sums of tensors whose first extent is 1.
  @Test func sumsOfOneSampleAreQuick() throws {
    let full = [1, 5, 24]
    let check = OperatorCheck(type: "Add", inputs: [Array64(full, seed: 1), Array64(full, seed: 2)])
    let graph = try ConcreteGraph(check.graph(), shapes: ["x0": full, "x1": full], limits: LoadLimits())
    let plan = try Plan(graph, batch: nil, from: ["x0", "x1"], to: ["y"], differentiable: true)
    for case .primitive(let primitive, _) in plan.steps.map(\.action) {
      #expect(!primitive.implementation.contains("ref"))
    }
  }

  /// x -> two convolutions that change nothing, one of them for the last 8 channels -> put together -> normalization, which
  /// nothing takes in, and ReLU -> a convolution that changes nothing -> z. With 24 and 40 channels the last block of 16 is
  /// not full: one sample of 24 once came out wrong.
  @Test(arguments: [16, 24, 32, 40], [[2, 3, 5], [2, 8, 8], [1, 8, 8], [1, 3, 5]])
  func normalizationMeetsBlocks(channels: Int, area: [Int]) throws {
    func node(_ type: String, _ inputs: [String], _ output: String) throws -> Graph.Node {
      var reader = NodeAttributes(opset: 17, inputCount: inputs.count, outputCount: 1, attributes: [:])
      let operation = try #require(OperatorRegistry.byName[type]).init(&reader)
      return Graph.Node(name: output, type: type, inputs: inputs, outputs: [output], operation: operation)
    }
    func concat(_ inputs: [String], _ output: String) throws -> Graph.Node {
      var reader = NodeAttributes(
        opset: 17, inputCount: 2, outputCount: 1,
        attributes: ["axis": .int(1)])
      let operation = try #require(OperatorRegistry.byName["Concat"]).init(&reader)
      return Graph.Node(name: output, type: "Concat", inputs: inputs, outputs: [output], operation: operation)
    }
    let full = [area[0], channels] + area[1...]
    let identity = (0..<channels * channels).map { Float($0 / channels == $0 % channels ? 1 : 0) }
    let parameters = ["scale", "shift", "mean", "variance"]
    let values = parameters.indices.map { Array64([channels], seed: UInt64($0 + 10), low: 0.5, high: 2).values }
    var graph = Graph(
      opset: 17, inputs: [.init(name: "x", type: .float, shape: full.map { $0 })], outputs: ["z"],
      nodes: [
        try node("Conv", ["x", "w1"], "a"), try node("Conv", ["x", "w2"], "b"), try concat(["a", "b"], "r"),
        try node("BatchNormalization", ["r"] + parameters, "n"), try node("Relu", ["n"], "p"),
        try node("Conv", ["p", "w"], "z"),
      ],
      constants: [
        "w": ConstantTensor([channels, channels, 1, 1], identity),
        "w1": ConstantTensor([channels - 8, channels, 1, 1], Array(identity[..<((channels - 8) * channels)])),
        "w2": ConstantTensor([8, channels, 1, 1], Array(identity[((channels - 8) * channels)...])),
      ])
    for (name, values) in zip(parameters, values) {
      graph.constants[name] = ConstantTensor([channels], values.map { Float($0) })
    }
    let concrete = try ConcreteGraph(graph, shapes: ["x": full], limits: LoadLimits())
    let runner = try Runner(Plan(concrete, batch: nil, from: ["x"], to: ["z"], differentiable: true))
    let x = Array64(full, seed: 1, low: 0.5, high: 2)
    let g = Array64(full, seed: 3)
    var (expected, dx) = (x, g)
    for index in Array64.indices(full) {
      let channel = index[1]
      let factor = values[0][channel] / (values[3][channel] + 1e-5).squareRoot()
      let value = factor * (x[index] - values[2][channel]) + values[1][channel]
      expected[index] = max(0, value)
      dx[index] = value > 0 ? factor * g[index] : 0
    }
    try runner.forward(["x": Tensor(shape: full, values: x.values.map { Float($0) })])
    #expect(relativeError(try runner.value(of: "z").values.map { Double($0) }, expected.values) < 1e-5)
    try runner.backward(fromGradient: { buffer in
      for i in buffer.indices { buffer[i] = Float(g.values[i]) }
    })
    #expect(relativeError(try runner.gradient(of: "x").values.map { Double($0) }, dx.values) < 1e-5)
  }

  /// oneDNN's plain C++ loops take ten times as long as code made for the processor: they stand for a wrong choice of
  /// layouts. Without vectors there is nothing else.
  static func expectNoReference(_ plan: Plan, _ location: SourceLocation = #_sourceLocation) {
    let primitives = plan.steps.compactMap { step -> (String, String)? in
      if case .primitive(let primitive, _) = step.action { (step.what, primitive.implementation) } else { nil }
    }
    guard primitives.contains(where: { $0.1.contains("avx") }) else { return }
    for (what, implementation) in primitives {
      #expect(!implementation.contains("ref"), "\(what) by \(implementation)", sourceLocation: location)
    }
  }

  /// Squeeze and excitation, layer scale, hard swish by its parts, standalone normalization.
  @Test func networksOfTheseDaysRunOnVectors() throws {
    let model = SmallModels.excitation()
    let data = try model.serializedData()
    let reader = ONNXReader(directory: URL(fileURLWithPath: "/nowhere"), limits: LoadLimits())
    let network = try Network(reader.graph(from: ONNXReader.parse(data)), name: "excitation")
    for differentiable in [false, true] {
      let plan = try Plan(network, to: ["y"], batch: 4, differentiable: differentiable)
      Self.expectNoReference(plan)
    }
  }
}
