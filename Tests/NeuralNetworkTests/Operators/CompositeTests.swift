import Foundation
import Testing

@testable import NeuralNetwork

/// Operators that stand for several others, each against its definition.
struct CompositeTests {
  private func einsum(
    _ equation: String, _ shapes: [[Int]], to target: [Int], _ f: @escaping ([Array64], [Int]) -> Double
  )
    throws
  {
    try OperatorCheck(
      type: "Einsum", attributes: ["equation": .string(equation)],
      inputs: shapes.enumerated().map { Array64($1, seed: UInt64($0 + 1)) }
    ).agrees(with: { x in Array64.make(target) { f(x.map { $0! }, $0) } })
  }

  @Test func einsum() throws {
    try einsum("ij,jk->ik", [[2, 3], [3, 4]], to: [2, 4]) { x, o in
      (0..<3).reduce(0) { $0 + x[0][[o[0], $1]] * x[1][[$1, o[1]]] }
    }
    try einsum("bhid, bhjd -> bihj", [[2, 2, 3, 2], [2, 2, 4, 2]], to: [2, 3, 2, 4]) { x, o in
      (0..<2).reduce(0) { $0 + x[0][[o[0], o[2], o[1], $1]] * x[1][[o[0], o[2], o[3], $1]] }
    }
    try einsum("...i->...", [[2, 3, 4]], to: [2, 3]) { x, o in (0..<4).reduce(0) { $0 + x[0][[o[0], o[1], $1]] } }
    try einsum("ii->i", [[3, 3]], to: [3]) { x, o in x[0][[o[0], o[0]]] }
    try einsum("ij,k", [[2, 3], [2]], to: [2, 3, 2]) { x, o in x[0][[o[0], o[1]]] * x[1][[o[2]]] }
    try einsum("i,ij,j->", [[2], [2, 3], [3]], to: []) { x, _ in
      Array64.indices([2, 3]).reduce(0) { $0 + x[0][[$1[0]]] * x[1][$1] * x[2][[$1[1]]] }
    }
  }

  @Test(arguments: [1, 2, 3]) func pooledNorms(power: Int) throws {
    let p = Double(power)
    try OperatorCheck(type: "GlobalLpPool", attributes: ["p": .int(power)], inputs: [Array64([1, 2, 3, 2], seed: 3)])
      .agrees(with: { x in
        Array64.make([1, 2, 1, 1]) { o in
          var sum = 0.0
          for place in Array64.indices([3, 2]) { sum += pow(abs(x[0]![[0, o[1]] + place]), p) }
          return pow(sum, 1 / p)
        }
      })
    try OperatorCheck(
      type: "LpPool", opset: 18,
      attributes: [
        "p": .int(power), "kernel_shape": .ints([2, 3]), "strides": .ints([2, 1]), "pads": .ints([1, 0, 0, 1]),
      ],
      inputs: [Array64([1, 2, 3, 4], seed: 3)]
    ).agrees(with: { x in
      Array64.make([1, 2, 2, 3]) { o in
        var sum = 0.0
        for tap in Array64.indices([2, 3]) {
          let row: Int = o[2] * 2 - 1 + tap[0]
          let column: Int = o[3] + tap[1]
          guard (0..<3).contains(row), (0..<4).contains(column) else { continue }
          sum += pow(abs(x[0]![[0, o[1], row, column]]), p)
        }
        return pow(sum, 1 / p)
      }
    })
  }

  @Test(arguments: [1, 2]) func normalization(power: Int) throws {
    try OperatorCheck(
      type: "LpNormalization", attributes: ["p": .int(power), "axis": .int(1)], inputs: [Array64([2, 3, 2], seed: 3)]
    ).agrees(with: { x in
      Array64.make([2, 3, 2]) { o in
        let line = (0..<3).map { x[0]![[o[0], $0, o[2]]] }
        var norm = 0.0
        for value in line { norm += power == 1 ? abs(value) : value * value }
        if power == 2 { norm = norm.squareRoot() }
        return x[0]![o] / norm
      }
    })
  }

  @Test func meanVarianceNormalization() throws {
    try OperatorCheck(type: "MeanVarianceNormalization", inputs: [Array64([2, 2, 2, 3], seed: 3)])
      .agrees(with: { x in
        Array64.make([2, 2, 2, 3]) { o in
          let all = Array64.indices([2, 2, 3]).map { x[0]![[$0[0], o[1], $0[1], $0[2]]] }
          let mean = all.reduce(0, +) / 12
          var variance = 0.0
          for value in all { variance += (value - mean) * (value - mean) / 12 }
          return (x[0]![o] - mean) / (variance.squareRoot() + 1e-9)
        }
      })
  }

  /// An even window reaches one channel further behind than before; inputs need not be images.
  @Test(arguments: [2, 3, 4], [[1, 5, 2, 2], [2, 5, 3]]) func localResponse(size: Int, shape: [Int]) throws {
    try OperatorCheck(
      type: "LRN", attributes: ["size": .int(size), "alpha": .float(0.5), "beta": .float(0.75), "bias": .float(2)],
      inputs: [Array64(shape, seed: 3)]
    ).agrees(with: { x in
      Array64.make(shape) { o in
        let channels = max(0, o[1] - (size - 1) / 2)...min(4, o[1] + size / 2)
        let sum = channels.reduce(0.0) { sum, c in
          var place = o
          place[1] = c
          return sum + x[0]![place] * x[0]![place]
        }
        return x[0]![o] / pow(2 + 0.5 / Double(size) * sum, 0.75)
      }
    })
  }
}
