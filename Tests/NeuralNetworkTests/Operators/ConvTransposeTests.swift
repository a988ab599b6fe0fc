import TestSupport
import Testing

@testable import NeuralNetwork

/// Transposed convolutions against their definition, summed in double precision.
@Suite struct ConvTransposeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var input = [5, 4]
    var kernel = [3, 3]
    var strides = [1, 1]
    var dilations = [1, 1]
    var pads = [0, 0, 0, 0]
    var outputPadding = [0, 0]
    var groups = 1
    var hasBias = false
    var testDescription: String {
      "kernel \(kernel) strides \(strides) dilations \(dilations) pads \(pads) extra \(outputPadding) groups \(groups)"
    }
  }

  static let cases: [Case] = [
    Case(), Case(kernel: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1], hasBias: true),
    Case(kernel: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 1]),
    Case(kernel: [2, 3], strides: [3, 1], pads: [0, 1, 1, 0], hasBias: true),
    Case(kernel: [3, 2], dilations: [2, 2], groups: 2, hasBias: true),
    Case(kernel: [4, 4], strides: [2, 2], pads: [1, 1, 1, 1], groups: 4),
  ]

  private static let (batch, inputChannels, outputChannels) = (2, 4, 8)

  private func numbers(_ count: Int, _ salt: Int) -> [Float] {
    (0..<count).map { Float((($0 + 1) * (7919 + salt) % 257) - 128) / 64 }
  }

  private func outputSize(_ c: Case) -> [Int] {
    (0..<2).map { axis in
      (c.input[axis] - 1) * c.strides[axis] + (c.kernel[axis] - 1) * c.dilations[axis] + 1 + c.outputPadding[axis]
        - c.pads[axis] - c.pads[axis + 2]
    }
  }

  /// Calls `body` with the indices of an input value, a weight and the output value that their product is added to.
  private func forEachProduct(_ c: Case, _ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    let (inputs, outputs) = (Self.inputChannels, Self.outputChannels)
    let size = outputSize(c)
    let perGroup = outputs / c.groups
    for n in 0..<Self.batch {
      for i in 0..<inputs {
        for o in 0..<perGroup {
          let channel = i / (inputs / c.groups) * perGroup + o
          for y in 0..<c.input[0] {
            for x in 0..<c.input[1] {
              for v in 0..<c.kernel[0] {
                for u in 0..<c.kernel[1] {
                  let row = y * c.strides[0] + v * c.dilations[0] - c.pads[0]
                  let column = x * c.strides[1] + u * c.dilations[1] - c.pads[1]
                  guard (0..<size[0]).contains(row), (0..<size[1]).contains(column) else { continue }
                  body(
                    ((n * inputs + i) * c.input[0] + y) * c.input[1] + x,
                    ((i * perGroup + o) * c.kernel[0] + v) * c.kernel[1] + u,
                    ((n * outputs + channel) * size[0] + row) * size[1] + column)
                }
              }
            }
          }
        }
      }
    }
  }

  private func plan(_ c: Case, weights: [Float], bias: [Float]) throws -> Plan {
    var attributes = NodeAttributes(
      opset: 13, inputCount: c.hasBias ? 3 : 2, outputCount: 1,
      attributes: [
        "kernel_shape": .ints(c.kernel), "strides": .ints(c.strides), "dilations": .ints(c.dilations),
        "pads": .ints(c.pads), "output_padding": .ints(c.outputPadding), "group": .int(c.groups),
      ])
    let node = Graph.Node(
      name: "up", type: "ConvTranspose", inputs: ["x", "w"] + (c.hasBias ? ["b"] : []), outputs: ["y"],
      operation: try ConvTranspose(&attributes))
    let graph = Graph(
      opset: 13,
      inputs: [.init(name: "x", type: .float, shape: [nil, Self.inputChannels, c.input[0], c.input[1]])],
      outputs: ["y"], nodes: [node],
      constants: [
        "w": ConstantTensor([Self.inputChannels, Self.outputChannels / c.groups] + c.kernel, weights),
        "b": ConstantTensor([Self.outputChannels], bias),
      ])
    return try Plan(Network(graph, name: "test"), to: ["y"], batch: Self.batch, differentiable: true)
  }

  @Test(arguments: cases) func forwardAndGradientFollowTheDefinition(_ c: Case) throws {
    let size = outputSize(c)
    let x = numbers(Self.batch * Self.inputChannels * c.input[0] * c.input[1], 1)
    let weights = numbers(Self.inputChannels * Self.outputChannels / c.groups * c.kernel[0] * c.kernel[1], 2)
    let bias = numbers(Self.outputChannels, 3)
    let plane = size[0] * size[1]
    let outputCount = Self.batch * Self.outputChannels * plane
    let seed = numbers(outputCount, 4)
    var wanted = (0..<outputCount).map { c.hasBias ? Double(bias[$0 / plane % Self.outputChannels]) : 0 }
    var wantedGradient = [Double](repeating: 0, count: x.count)
    forEachProduct(c) { i, w, o in
      wanted[o] += Double(x[i]) * Double(weights[w])
      wantedGradient[i] += Double(seed[o]) * Double(weights[w])
    }
    let runner = try Runner(plan(c, weights: weights, bias: bias))
    try runner.forward(["x": Tensor(shape: [Self.batch, Self.inputChannels] + c.input, values: x)])
    let y = try runner.value(of: "y")
    #expect(y.shape == [Self.batch, Self.outputChannels] + size)
    #expect(relativeError(y.values.map { Double($0) }, wanted) < 1e-6)
    try runner.backward(fromGradient: { _ = $0.update(fromContentsOf: seed) })
    let gradient = try runner.gradient(of: "x").values.map { Double($0) }
    #expect(relativeError(gradient, wantedGradient) < 1e-6)
  }
}

@Suite(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
struct GeneratorModelTests {
  /// A trained generator (fully connected, batch norm, transposed convolutions, sigmoid) against PyTorch's values.
  @Test func imagesAndGradientsOfATrainedGenerator() throws {
    let arrays = try SharedData.arrays("mnist/mnist_generator.npz")
    let network = try SharedData.network("mnist/mnist_generator.onnx")
    let plan = try Plan(network, to: ["image"], batch: 8, differentiable: true)
    let runner = try Runner(plan)
    try runner.forward(["z": Tensor(arrays["z"])])
    #expect(relativeError(try runner.value(of: "image").values, try Tensor(arrays["image"]).values) < 1e-5)
    let weights = try Tensor(arrays["weights"]).values
    try runner.backward(fromGradient: { seed in
      for index in seed.indices { seed[index] = weights[index % weights.count] }
    })
    let wanted = try Tensor(arrays["grad_z_of_weighted_sum"]).values
    #expect(relativeError(try runner.gradient(of: "z").values, wanted) < 1e-5)
  }
}
