import Foundation
import Testing

@testable import NeuralNetwork

/// A tensor in double precision: what the plain reference implementations of operators take and give.
struct Array64 {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    precondition(values.count == shape.reduce(1, *))
    self.shape = shape
    self.values = values
  }

  /// Reproducible values between `low` and `high`.
  init(_ shape: [Int], seed: UInt64, low: Double = -2, high: Double = 2) {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    self.init(
      shape,
      (0..<shape.reduce(1, *)).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        // Single precision, so that the engine sees the same numbers.
        return Double(Float(low + (high - low) * Double(state >> 11) * 0x1p-53))
      })
  }

  subscript(_ index: [Int]) -> Double {
    get { values[place(index)] }
    set { values[place(index)] = newValue }
  }

  private func place(_ index: [Int]) -> Int { zip(index, shape).reduce(0) { $0 * $1.1 + $1.0 } }

  /// All indices in row-major order.
  static func indices(_ shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefix, extent in prefix.flatMap { p in (0..<extent).map { p + [$0] } } }
  }

  static func make(_ shape: [Int], _ f: ([Int]) -> Double) -> Array64 { Array64(shape, indices(shape).map(f)) }
}

/// Runs one operator as a network of one node.
struct OperatorCheck {
  var type: String
  var opset = 17
  var attributes: [String: NodeAttributes.Attribute] = [:]
  /// nil: an optional input that is absent.
  var inputs: [Array64?]
  /// Inputs that are weights rather than data.
  var constants: Set<Int> = []
  var integers: Set<Int> = []

  func graph() throws -> Graph {
    var reader = NodeAttributes(
      opset: opset, inputCount: inputs.count, outputCount: 1, attributes: attributes)
    let operatorType = try #require(OperatorRegistry.byName[type])
    let operation = try operatorType.init(&reader)
    #expect(reader.unread.isEmpty)
    var graph = Graph(opset: opset, inputs: [], outputs: ["y"], nodes: [], constants: [:])
    var names: [String] = []
    for (i, input) in inputs.enumerated() {
      guard let input else {
        names.append("")
        continue
      }
      names.append("x\(i)")
      if integers.contains(i) {
        graph.constants["x\(i)"] = ConstantTensor(input.shape, integers: input.values.map { Int64($0) })
      } else if constants.contains(i) {
        graph.constants["x\(i)"] = ConstantTensor(input.shape, input.values.map { Float($0) })
      } else {
        graph.inputs.append(Graph.Input(name: "x\(i)", type: .float, shape: input.shape))
      }
    }
    graph.nodes = [Graph.Node(name: "node", type: type, inputs: names, outputs: ["y"], operation: operation)]
    return graph
  }

  func run(differentiable: Bool) throws -> Runner {
    let graph = try graph()
    var shapes: [String: [Int]] = [:]
    for input in graph.inputs { shapes[input.name] = input.shape!.map { $0! } }
    let concrete = try ConcreteGraph(graph, shapes: shapes, limits: LoadLimits())
    let plan = try Plan(concrete, batch: nil, from: [], to: ["y"], differentiable: differentiable)
    let runner = try Runner(plan)
    var tensors: [String: Tensor] = [:]
    for input in graph.inputs {
      let array = inputs[Int(input.name.dropFirst())!]!
      tensors[input.name] = Tensor(shape: array.shape, values: array.values.map { Float($0) })
    }
    try runner.forward(tensors)
    return runner
  }

  /// Compares values with a plain implementation, and the whole Jacobian with its central differences.
  func agrees(
    with reference: ([Array64?]) -> Array64, step: Double = 1e-6, tolerance: Double = 1e-5, gradients: Bool = true,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let expected = reference(inputs)
    let plain = try run(differentiable: false).value(of: "y")
    #expect(plain.shape == expected.shape, "\(type): shape", sourceLocation: location)
    let error = relativeError(plain.values.map { Double($0) }, expected.values)
    #expect(error < tolerance, "\(type): values off by \(error)", sourceLocation: location)
    guard gradients else { return }
    let runner = try run(differentiable: true)
    let again = relativeError(try runner.value(of: "y").values.map { Double($0) }, expected.values)
    #expect(again < tolerance, "\(type): values off by \(again) where gradients are wanted", sourceLocation: location)
    for (i, input) in inputs.enumerated() {
      guard let input, !constants.contains(i), !integers.contains(i) else { continue }
      var expectedJacobian = [[Double]](repeating: [], count: expected.values.count)
      for j in input.values.indices {
        var (up, down) = (inputs, inputs)
        up[i]!.values[j] += step
        down[i]!.values[j] -= step
        let (a, b) = (reference(up).values, reference(down).values)
        for e in a.indices { expectedJacobian[e].append((a[e] - b[e]) / (2 * step)) }
      }
      var jacobian: [Double] = []
      for e in expected.values.indices {
        try runner.forward()
        try runner.backward(of: [e])
        jacobian += try runner.gradient(of: "x\(i)").values.map { Double($0) }
      }
      let error = relativeError(jacobian, expectedJacobian.flatMap { $0 })
      #expect(error < 1e-4, "\(type): gradient of input \(i) off by \(error)", sourceLocation: location)
    }
  }
}
