import Foundation
import Testing

@testable import NeuralNetwork

/// Recurrent layers against their equations, step by step.
struct RecurrentTests {
  static let (steps, batch, width, hidden) = (3, 2, 3, 2)

  /// One gate's share of W x + R h + both biases.
  private func gate(
    _ x: [Array64?], _ gate: Int, gates: Int, _ input: [Double], _ state: [Double], _ d: Int,
    recurrentOnly: Bool = false,
    inputOnly: Bool = false
  ) -> [Double] {
    let hidden = Self.hidden
    var result: [Double] = []
    for i in 0..<hidden {
      let row = gate * hidden + i
      var sum = 0.0
      if !recurrentOnly {
        sum += x[3]![[d, row]]
        for k in input.indices { sum += x[1]![[d, row, k]] * input[k] }
      }
      if !inputOnly {
        sum += x[3]![[d, gates * hidden + row]]
        for k in state.indices { sum += x[2]![[d, row, k]] * state[k] }
      }
      result.append(sum)
    }
    return result
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private func step(
    _ type: String, _ x: [Array64?], _ input: [Double], _ h: [Double], _ c: inout [Double], _ d: Int, after: Bool
  ) -> [Double] {
    switch type {
    case "RNN": return gate(x, 0, gates: 1, input, h, d).map { tanh($0) }
    case "GRU":
      let z = gate(x, 0, gates: 3, input, h, d).map(sigmoid)
      let r = gate(x, 1, gates: 3, input, h, d).map(sigmoid)
      let own = gate(x, 2, gates: 3, input, h, d, inputOnly: true)
      let memory =
        after
        ? zip(r, gate(x, 2, gates: 3, input, h, d, recurrentOnly: true)).map { $0 * $1 }
        : gate(x, 2, gates: 3, input, zip(r, h).map { $0 * $1 }, d, recurrentOnly: true)
      return h.indices.map { (1 - z[$0]) * tanh(own[$0] + memory[$0]) + z[$0] * h[$0] }
    default:
      let old = c
      func peeping(_ number: Int, peephole: Int, _ cell: [Double]) -> [Double] {
        var result = gate(x, number, gates: 4, input, h, d)
        for i in result.indices { result[i] = sigmoid(result[i] + x[7]![[d, peephole * Self.hidden + i]] * cell[i]) }
        return result
      }
      let i = peeping(0, peephole: 0, old)
      let f = peeping(2, peephole: 2, old)
      let g = gate(x, 3, gates: 4, input, h, d).map { tanh($0) }
      c = old.indices.map { f[$0] * old[$0] + i[$0] * g[$0] }
      let new = c
      let o = peeping(1, peephole: 1, new)
      return h.indices.map { o[$0] * tanh(new[$0]) }
    }
  }

  @Test(arguments: ["RNN", "GRU", "LSTM"], ["forward", "reverse", "bidirectional"])
  func layer(type: String, direction: String) throws {
    let gates = ["RNN": 1, "GRU": 3, "LSTM": 4][type]!
    let (steps, batch, width, hidden) = (Self.steps, Self.batch, Self.width, Self.hidden)
    let backward = direction == "bidirectional" ? [false, true] : [direction == "reverse"]
    let d = backward.count
    for variant in [0, 1] {
      let isBatchFirst = variant == 1
      var attributes: [String: NodeAttributes.Attribute] = [
        "hidden_size": .int(hidden), "direction": .string(direction), "layout": .int(variant),
      ]
      if type == "GRU" { attributes["linear_before_reset"] = .int(variant) }
      let shape = isBatchFirst ? [batch, steps, width] : [steps, batch, width]
      var inputs: [Array64?] = [
        Array64(shape, seed: 1), Array64([d, gates * hidden, width], seed: 2),
        Array64([d, gates * hidden, hidden], seed: 3), Array64([d, 2 * gates * hidden], seed: 4), nil,
        Array64(isBatchFirst ? [batch, d, hidden] : [d, batch, hidden], seed: 5),
      ]
      if type == "LSTM" {
        inputs += [
          Array64(isBatchFirst ? [batch, d, hidden] : [d, batch, hidden], seed: 6), Array64([d, 3 * hidden], seed: 7),
        ]
      }
      try OperatorCheck(
        type: type, attributes: attributes, inputs: inputs, constants: Set([1, 2, 3, 7]).intersection(inputs.indices)
      ).agrees(with: { x in
        var y = Array64.make(isBatchFirst ? [batch, steps, d, hidden] : [steps, d, batch, hidden]) { _ in 0 }
        for (k, isBackward) in backward.enumerated() {
          for b in 0..<batch {
            func state(_ i: Int) -> [Double] { (0..<hidden).map { x[i]![isBatchFirst ? [b, k, $0] : [k, b, $0]] } }
            var h = state(5)
            var c = type == "LSTM" ? state(6) : []
            for t in isBackward ? Array((0..<steps).reversed()) : Array(0..<steps) {
              let input = (0..<width).map { x[0]![isBatchFirst ? [b, t, $0] : [t, b, $0]] }
              h = step(type, x, input, h, &c, k, after: variant == 1)
              for i in 0..<hidden { y[isBatchFirst ? [b, t, k, i] : [t, k, b, i]] = h[i] }
            }
          }
        }
        return y
      })
    }
  }
}
