import Testing

@testable import NeuralNetwork

/// Winograd's algorithm gives what the direct one gives, forward and backward.
struct WinogradTests {
  static func graph(inputs: Int, outputs: Int, side: Int, pads: [Int]) throws -> ConcreteGraph {
    let check = OperatorCheck(
      type: "Conv", attributes: ["pads": .ints(pads)],
      inputs: [
        Array64([2, inputs, side, side], seed: 1), Array64([outputs, inputs, 3, 3], seed: 2),
        Array64([outputs], seed: 3),
      ], constants: [1, 2])
    return try ConcreteGraph(check.graph(), shapes: ["x0": [2, inputs, side, side]], limits: LoadLimits())
  }

  @Test(arguments: [[1, 1, 1, 1], [0, 0, 0, 0], [0, 1, 1, 0], [2, 2, 2, 2]])
  func agreesWithDirect(pads: [Int]) throws {
    for (inputs, outputs, side) in [(32, 64, 14), (64, 32, 9), (48, 32, 8)] {
      let graph = try Self.graph(inputs: inputs, outputs: outputs, side: side, pads: pads)
      var results: [(values: Tensor, gradient: Tensor)] = []
      for algorithm in [ConvolutionAlgorithm.direct, .winograd] {
        let plan = try Plan(
          graph, batch: nil, from: ["x0"], to: ["y"], differentiable: true, convolutions: algorithm)
        let implementations = plan.steps.compactMap { step -> String? in
          guard case .primitive(let primitive, _) = step.action, step.operations > 0 else { return nil }
          return primitive.implementation
        }
        // oneDNN 2 has it for AVX-512 alone, and for some paddings only; oneDNN 3 has it no more.
        let isExpected = algorithm == .winograd && pads.allSatisfy { $0 < 2 } && oneDNNVersion().hasPrefix("2.")
        if implementations.contains(where: { $0.contains("avx512") }) {
          #expect(implementations.contains { $0.contains("wino") } == isExpected || pads != [1, 1, 1, 1])
        }
        let runner = try Runner(plan)
        let x = Array64([2, inputs, side, side], seed: 1)
        try runner.forward(["x0": Tensor(shape: x.shape, values: x.values.map { Float($0) })])
        let values = try runner.value(of: "y")
        let g = Array64(values.shape, seed: 7).values
        try runner.backward(fromGradient: { buffer in for i in buffer.indices { buffer[i] = Float(g[i]) } })
        results.append((values, try runner.gradient(of: "x0")))
      }
      #expect(relativeError(results[1].values.values, results[0].values.values) < 5e-6)
      #expect(relativeError(results[1].gradient.values, results[0].gradient.values) < 5e-6)
    }
  }
}
