import Foundation
import Testing

@testable import NeuralNetwork

/// Operators that pick, replace or order elements by index, each against its definition.
struct IndexTests {
  private func list(_ shape: [Int], _ values: [Int]) -> Array64 { Array64(shape, values.map { Double($0) }) }

  @Test(arguments: [true, false]) func gatherElements(isConstant: Bool) throws {
    let chosen = [1, -1, 0, 2, 2, -3]
    try OperatorCheck(
      type: "GatherElements", attributes: ["axis": .int(1)],
      inputs: [Array64([3, 3, 2], seed: 1), list([1, 3, 2], chosen)], constants: isConstant ? [] : [1],
      integers: isConstant ? [1] : []
    ).agrees(with: { x in
      Array64.make([1, 3, 2]) { o in
        let i = chosen[o[1] * 2 + o[2]]
        return x[0]![[o[0], i < 0 ? i + 3 : i, o[2]]]
      }
    })
  }

  @Test func indicesThatDependOnTheData() throws {
    // ArgMax behind a Gather: its indices are not known before the run.
    let check = OperatorCheck(
      type: "GatherND", attributes: ["batch_dims": .int(1)],
      inputs: [Array64([2, 3, 2], seed: 3), Array64([2, 1], [2, 0])])
    let runner = try check.run(differentiable: true)
    let x = try #require(check.inputs[0])
    let expected = [x[[0, 2, 0]], x[[0, 2, 1]], x[[1, 0, 0]], x[[1, 0, 1]]]
    let values = try runner.value(of: "y").values.map { Double($0) }
    #expect(relativeError(values, expected) < 1e-6)
    try runner.backward(of: [1])
    #expect(try runner.gradient(of: "x0").values == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    let gather = OperatorCheck(
      type: "Gather", attributes: ["axis": .int(1)], inputs: [Array64([2, 3], seed: 3), Array64([2], [2, 0])])
    let second = try gather.run(differentiable: true)
    try second.backward(of: [3])
    #expect(try second.gradient(of: "x0").values == [0, 0, 0, 1, 0, 0])
  }

  @Test func gatherND() throws {
    try OperatorCheck(
      type: "GatherND", inputs: [Array64([2, 3, 2], seed: 1), list([3, 2], [0, 1, 1, 2, -1, 0])], integers: [1]
    ).agrees(with: { x in
      let rows: [[Int]] = [[0, 1], [1, 2], [1, 0]]
      return Array64.make([3, 2]) { o in
        let row: [Int] = rows[o[0]]
        return x[0]![[row[0], row[1], o[1]]]
      }
    })
    try OperatorCheck(
      type: "GatherND", attributes: ["batch_dims": .int(1)],
      inputs: [Array64([2, 3, 2], seed: 1), list([2, 1], [2, 0])], integers: [1]
    ).agrees(with: { x in
      let rows: [Int] = [2, 0]
      return Array64.make([2, 2]) { o in
        let row: Int = rows[o[0]]
        return x[0]![[o[0], row, o[1]]]
      }
    })
  }

  @Test(arguments: ["none", "add", "mul", "max", "min"]) func scatter(reduction: String) throws {
    func combine(_ old: Double, _ new: Double) -> Double {
      switch reduction {
      case "add": old + new
      case "mul": old * new
      case "max": max(old, new)
      case "min": min(old, new)
      default: new
      }
    }
    let rows = [2, 0, 0]  // one of them twice
    try OperatorCheck(
      type: "ScatterND", opset: 18, attributes: ["reduction": .string(reduction)],
      inputs: [Array64([4, 2], seed: 1), list([3, 1], rows), Array64([3, 2], seed: 2)], integers: [1]
    ).agrees(
      with: { x in
        var y = x[0]!
        for (i, row) in rows.enumerated() {
          for j in 0..<2 { y[[row, j]] = combine(y[[row, j]], x[2]![[i, j]]) }
        }
        return y
      }, gradients: reduction == "none" || reduction == "add")
    try OperatorCheck(
      type: "ScatterElements", opset: 18, attributes: ["reduction": .string(reduction), "axis": .int(-1)],
      inputs: [Array64([2, 4], seed: 1), list([2, 2], [1, -1, 0, 2]), Array64([2, 2], seed: 2)], integers: [1]
    ).agrees(
      with: { x in
        var y = x[0]!
        let places: [[Int]] = [[0, 1], [0, 3], [1, 0], [1, 2]]
        for (i, place) in places.enumerated() { y[place] = combine(y[place], x[2]!.values[i]) }
        return y
      }, gradients: reduction == "none" || reduction == "add")
  }

  @Test(arguments: [true, false]) func topK(largest: Bool) throws {
    try OperatorCheck(
      type: "TopK", attributes: ["axis": .int(1), "largest": .int(largest ? 1 : 0)],
      inputs: [Array64([2, 5, 2], seed: 6), list([1], [3])], integers: [1]
    ).agrees(with: { x in
      Array64.make([2, 3, 2]) { o in
        let line = (0..<5).map { x[0]![[o[0], $0, o[2]]] }.sorted()
        return largest ? line[4 - o[1]] : line[o[1]]
      }
    })
  }

  @Test(arguments: ["ArgMax", "ArgMin"]) func argument(type: String) throws {
    for (keeps, last) in [(1, 0), (0, 1)] {
      let x = Array64([2, 3, 2], [1, 5, 4, 5, 4, 0, -1, -1, -1, -2, -3, -2])
      try OperatorCheck(
        type: type, attributes: ["axis": .int(1), "keepdims": .int(keeps), "select_last_index": .int(last)], inputs: [x]
      ).agrees(
        with: { x in
          Array64.make(keeps == 1 ? [2, 1, 2] : [2, 2]) { o in
            let line = (0..<3).map { x[0]![[o[0], $0, o.last!]] }
            let best = type == "ArgMax" ? line.max()! : line.min()!
            return Double(last == 1 ? line.lastIndex(of: best)! : line.firstIndex(of: best)!)
          }
        }, gradients: false)
    }
  }

  @Test(arguments: [0, 1], [0, 1]) func runningSum(exclusive: Int, reverse: Int) throws {
    try OperatorCheck(
      type: "CumSum", attributes: ["exclusive": .int(exclusive), "reverse": .int(reverse)],
      inputs: [Array64([2, 4, 3], seed: 2), list([], [-2])], integers: [1]
    ).agrees(with: { x in
      Array64.make([2, 4, 3]) { o in
        (0..<4).filter { k in
          let distance = reverse == 1 ? k - o[1] : o[1] - k
          return exclusive == 1 ? distance > 0 : distance >= 0
        }.reduce(0) { $0 + x[0]![[o[0], $1, o[2]]] }
      }
    })
  }

  @Test(arguments: [-1, 0, 2], [0, 1]) func triangle(diagonal: Int, upper: Int) throws {
    try OperatorCheck(
      type: "Trilu", attributes: ["upper": .int(upper)], inputs: [Array64([2, 3, 4], seed: 2), list([], [diagonal])],
      integers: [1]
    ).agrees(with: { x in
      Array64.make([2, 3, 4]) { o in
        let distance = o[2] - o[1] - diagonal
        return (upper == 1 ? distance >= 0 : distance <= 0) ? x[0]![o] : 0
      }
    })
  }

  @Test func reversedSequences() throws {
    try OperatorCheck(
      type: "ReverseSequence", inputs: [Array64([4, 2, 2], seed: 2), list([2], [3, 1])], integers: [1]
    ).agrees(with: { x in
      let lengths: [Int] = [3, 1]
      return Array64.make([4, 2, 2]) { o in
        let length: Int = lengths[o[1]]
        let time: Int = o[0] < length ? length - 1 - o[0] : o[0]
        return x[0]![[time, o[1], o[2]]]
      }
    })
  }

  @Test func oneHotAndHardmax() throws {
    try OperatorCheck(
      type: "OneHot", attributes: ["axis": .int(0)],
      inputs: [Array64([3], [1, -1, 0]), list([], [4]), Array64([2], [0.5, 2])], constants: [2], integers: [1]
    ).agrees(
      with: { x in
        let places: [Int] = [1, 3, 0]
        return Array64.make([4, 3]) { o in o[0] == places[o[1]] ? 2 : 0.5 }
      }, gradients: false)
    try OperatorCheck(
      type: "Hardmax", attributes: ["axis": .int(1)], inputs: [Array64([2, 3], [1, 3, 3, -1, -2, -3])]
    )
    .agrees(with: { _ in Array64([2, 3], [0, 1, 0, 1, 0, 0]) }, gradients: false)
  }
}
