/// What oneDNN reaches on this machine at its best: the measure for everything else.
public enum ConvolutionRate {
  /// GFLOP/s of the fastest of a few 3 x 3 convolutions, forward and backward with respect to the data, on one thread.
  public static func best() throws(NetworkError) -> Double {
    var best = 0.0
    for (inputs, outputs, side) in [(64, 128, 56), (64, 64, 56), (128, 128, 28)] {
      let operation: Conv
      var attributes = NodeAttributes(
        opset: 17, inputCount: 2, outputCount: 1, attributes: ["pads": .ints([1, 1, 1, 1])])
      operation = try Conv(&attributes)
      let weights = ConstantTensor([outputs, inputs, 3, 3], [Float](repeating: 0.01, count: outputs * inputs * 9))
      var graph = ConcreteGraph()
      graph.inputs = ["x"]
      graph.values = [
        "x": Value(.float, [4, inputs, side, side]), "w": Value(weights), "y": Value(.float, [4, outputs, side, side]),
      ]
      graph.nodes = [
        .init(name: "convolution", type: "Conv", inputs: ["x", "w"], outputs: ["y"], operation: operation)
      ]
      graph.outputs = ["y"]
      let plan = try Plan(graph, batch: 4, from: ["x"], to: ["y"], differentiable: true)
      let runner = try Runner(plan, profiled: true)
      for round in 0..<6 {
        if round == 1 { runner.clearProfile() }
        try runner.forward()
        try runner.backward(of: [0])
      }
      // Only the convolutions themselves, not the reorders around them.
      let steps = runner.profile().filter { $0.operations > 0 }
      let operations = steps.reduce(0) { $0 + $1.operations * $1.runs }
      best = max(best, Double(operations) / steps.reduce(0) { $0 + $1.seconds } * 1e-9)
    }
    return best
  }
}
