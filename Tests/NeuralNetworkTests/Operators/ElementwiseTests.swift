import Foundation
import Testing

@testable import NeuralNetwork

/// Functions of single elements, of pairs and of several, each against its formula.
struct ElementwiseTests {
  struct Function: CustomTestStringConvertible {
    var type: String
    var attributes: [String: NodeAttributes.Attribute] = [:]
    var low = -2.0
    var high = 2.0
    var opset = 17
    var formula: @Sendable (Double) -> Double
    var testDescription: String { type }
  }

  static func normal(_ x: Double) -> Double { 0.5 * (1 + erf(x / 2.0.squareRoot())) }

  static let functions: [Function] = [
    Function(type: "Relu") { $0 > 0 ? $0 : 0 },
    Function(type: "LeakyRelu", attributes: ["alpha": .float(0.25)]) { $0 > 0 ? $0 : 0.25 * $0 },
    Function(type: "LeakyRelu", attributes: ["alpha": .float(-0.5)]) { $0 > 0 ? $0 : -0.5 * $0 },
    Function(type: "Elu", attributes: ["alpha": .float(0.5)]) { $0 > 0 ? $0 : 0.5 * (exp($0) - 1) },
    Function(type: "Selu") { 1.0507010221481323 * ($0 > 0 ? $0 : 1.6732631921768188 * (exp($0) - 1)) },
    Function(type: "Celu", attributes: ["alpha": .float(2)]) { max(0, $0) + min(0, 2 * (exp($0 / 2) - 1)) },
    Function(type: "ThresholdedRelu", attributes: ["alpha": .float(0.5)]) { $0 > 0.5 ? $0 : 0 },
    Function(type: "Sigmoid") { 1 / (1 + exp(-$0)) },
    Function(type: "HardSigmoid") { min(1, max(0, Double(Float(0.2)) * $0 + 0.5)) },
    Function(type: "HardSigmoid", attributes: ["alpha": .float(0.5), "beta": .float(0.25)]) {
      min(1, max(0, 0.5 * $0 + 0.25))
    },
    Function(type: "HardSwish", low: -5, high: 5) { $0 * min(6, max(0, $0 + 3)) / 6 },
    Function(type: "Tanh") { (exp($0) - exp(-$0)) / (exp($0) + exp(-$0)) },
    Function(type: "Softplus") { log(1 + exp($0)) },
    Function(type: "Softsign") { $0 / (1 + abs($0)) },
    Function(type: "Exp") { exp($0) },
    Function(type: "Log", low: 0.5, high: 3) { log($0) },
    Function(type: "Sqrt", low: 0.5, high: 3) { pow($0, 0.5) },
    Function(type: "Abs") { $0 < 0 ? -$0 : $0 },
    Function(type: "Neg") { 0 - $0 },
    Function(type: "Reciprocal", low: 0.5, high: 3) { 1 / $0 },
    Function(type: "Erf") { erf($0) },
    Function(type: "Mish") { $0 * tanh(log(1 + exp($0))) },
    Function(type: "Gelu", opset: 20) { $0 * normal($0) },
    Function(type: "Gelu", attributes: ["approximate": .string("tanh")], opset: 20) {
      0.5 * $0 * (1 + tanh(0.7978845608028654 * ($0 + 0.044715 * pow($0, 3))))
    },
    Function(type: "Floor") { floor($0) },
    Function(type: "Ceil") { ceil($0) },
    Function(type: "Round") { rint($0) },
    Function(type: "Sign") { $0 == 0 ? 0 : $0 / abs($0) },
    Function(type: "Sin") { sin($0) },
    Function(type: "Cos") { cos($0) },
    Function(type: "Tan", low: -1.2, high: 1.2) { sin($0) / cos($0) },
    Function(type: "Asin", low: -0.9, high: 0.9) { atan2($0, (1 - $0 * $0).squareRoot()) },
    Function(type: "Acos", low: -0.9, high: 0.9) { atan2((1 - $0 * $0).squareRoot(), $0) },
    Function(type: "Atan") { atan2($0, 1) },
    Function(type: "Sinh") { (exp($0) - exp(-$0)) / 2 },
    Function(type: "Cosh") { (exp($0) + exp(-$0)) / 2 },
    Function(type: "Asinh") { log($0 + ($0 * $0 + 1).squareRoot()) },
    Function(type: "Acosh", low: 1.2, high: 4) { log($0 + ($0 * $0 - 1).squareRoot()) },
    Function(type: "Atanh", low: -0.9, high: 0.9) { 0.5 * log((1 + $0) / (1 - $0)) },
    Function(type: "Shrink", attributes: ["lambd": .float(0.75), "bias": .float(0.25)]) {
      $0 < -0.75 ? $0 + 0.25 : $0 > 0.75 ? $0 - 0.25 : 0
    },
    Function(type: "Identity") { $0 },
  ]

  @Test(arguments: functions)
  func function(_ function: Function) throws {
    let check = OperatorCheck(
      type: function.type, opset: function.opset, attributes: function.attributes,
      inputs: [Array64([2, 3, 4], seed: 7, low: function.low, high: function.high)])
    if function.type == "Identity" { return }  // it leaves nothing to run; see FoldingTests
    try check.agrees(with: { inputs in Array64(inputs[0]!.shape, inputs[0]!.values.map(function.formula)) })
  }

  @Test func clipIsFlatBeyondItsBounds() throws {
    let check = OperatorCheck(
      type: "Clip", inputs: [Array64([3, 5], seed: 3), Array64([], [-0.5]), Array64([], [1])], constants: [1, 2])
    try check.agrees(with: { i in Array64(i[0]!.shape, i[0]!.values.map { min(1, max(-0.5, $0)) }) })
    // At the bounds themselves the derivative is 0, as PyTorch has it.
    let ends = OperatorCheck(
      type: "Clip", inputs: [Array64([1, 3], [0, 6, 3]), Array64([], [0]), Array64([], [6])], constants: [1, 2])
    let runner = try ends.run(differentiable: true)
    var diagonal: [Float] = []
    for e in 0..<3 {
      try runner.backward(of: [e])
      diagonal.append(try runner.gradient(of: "x0").values[e])
    }
    #expect(diagonal == [0, 0, 1])
  }

  @Test func reluIsFlatAtZero() throws {
    let runner = try OperatorCheck(type: "Relu", inputs: [Array64([1, 3], [0, -1, 1])]).run(differentiable: true)
    var diagonal: [Float] = []
    for e in 0..<3 {
      try runner.backward(of: [e])
      diagonal.append(try runner.gradient(of: "x0").values[e])
    }
    #expect(diagonal == [0, 0, 1])
  }

  struct Pair: CustomTestStringConvertible {
    var type: String
    var attributes: [String: NodeAttributes.Attribute] = [:]
    var low = -2.0
    var differentiable = true
    var formula: @Sendable (Double, Double) -> Double
    var testDescription: String { type }
  }

  static let pairs: [Pair] = [
    Pair(type: "Add") { $0 + $1 }, Pair(type: "Sub") { $0 - $1 }, Pair(type: "Mul") { $0 * $1 },
    Pair(type: "Div", low: 0.5) { $0 / $1 }, Pair(type: "Pow", low: 0.5) { pow($0, $1) },
    Pair(type: "Mod", attributes: ["fmod": .int(1)], low: 0.5) { fmod($0, $1) },
    Pair(type: "PRelu") { $0 > 0 ? $0 : $0 * $1 }, Pair(type: "Max") { max($0, $1) }, Pair(type: "Min") { min($0, $1) },
    Pair(type: "Sum") { $0 + $1 }, Pair(type: "Mean") { ($0 + $1) / 2 },
    Pair(type: "Greater", differentiable: false) { $0 > $1 ? 1 : 0 },
    Pair(type: "GreaterOrEqual", differentiable: false) { $0 >= $1 ? 1 : 0 },
    Pair(type: "Less", differentiable: false) { $0 < $1 ? 1 : 0 },
    Pair(type: "LessOrEqual", differentiable: false) { $0 <= $1 ? 1 : 0 },
    Pair(type: "Equal", differentiable: false) { $0 == $1 ? 1 : 0 },
  ]

  /// Second shapes: equal, a channel, a row, a scalar, and one that makes the result larger than the first.
  @Test(arguments: pairs, [[2, 3, 4], [3, 1], [4], [], [2, 2, 3, 4]])
  func pair(_ pair: Pair, shape: [Int]) throws {
    if pair.type == "PRelu" && shape.count > 3 { return }  // its slope is broadcast to x, not the other way
    let a = Array64([2, 3, 4], seed: 11, low: pair.low)
    let b = Array64(shape, seed: 5, low: pair.low)
    let target = try #require(Shape.broadcast(a.shape, shape))
    func expand(_ x: Array64) -> Array64 {
      Array64.make(target) { index in
        x[zip(index.suffix(x.shape.count), x.shape).map { $1 == 1 ? 0 : $0 }]
      }
    }
    func reference(_ inputs: [Array64?]) -> Array64 {
      let (x, y) = (expand(inputs[0]!), expand(inputs[1]!))
      return Array64(target, zip(x.values, y.values).map(pair.formula))
    }
    try OperatorCheck(type: pair.type, attributes: pair.attributes, inputs: [a, b])
      .agrees(with: reference, gradients: pair.differentiable)
  }

  @Test func equalInputsShareTheGradientOfTheirMaximum() throws {
    let check = OperatorCheck(type: "Max", inputs: [Array64([1, 2], [1, 3]), Array64([1, 2], [1, 2])])
    let runner = try check.run(differentiable: true)
    try runner.backward(of: [0])
    #expect(try runner.gradient(of: "x0").values == [0.5, 0])
    try runner.backward(of: [1])
    #expect(try runner.gradient(of: "x0").values == [0, 1])
  }

  @Test func whereChooses() throws {
    let condition = Array64([2, 1, 4], [1, 0, 1, 0, 0, 1, 1, 0])
    let check = OperatorCheck(
      type: "Where", inputs: [condition, Array64([2, 3, 4], seed: 1), Array64([3, 1], seed: 2)], constants: [0])
    try check.agrees(with: { inputs in
      Array64.make([2, 3, 4]) { i in
        inputs[0]![[i[0], 0, i[2]]] != 0 ? inputs[1]![i] : inputs[2]![[i[1], 0]]
      }
    })
  }
}
