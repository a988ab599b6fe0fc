import Foundation
import Testing

@testable import NeuralNetwork

/// Operators that move elements, each against where its definition says an element comes from.
struct MovementTests {
  private func list(_ values: [Int]) -> Array64 { Array64([values.count], values.map { Double($0) }) }

  /// `source` names the input element of a result's element; nil is `fill`.
  private func check(
    _ type: String, _ attributes: [String: NodeAttributes.Attribute], opset: Int = 17, _ shape: [Int],
    extra: [Array64] = [], floats: Set<Int> = [], to target: [Int], fill: Double = 0, source: ([Int]) -> [Int]?
  ) throws {
    let others = Set(extra.indices.map { $0 + 1 })
    try OperatorCheck(
      type: type, opset: opset, attributes: attributes, inputs: [Array64(shape, seed: 9)] + extra, constants: others,
      integers: others.subtracting(floats)
    ).agrees(with: { x in Array64.make(target) { source($0).map { x[0]![$0] } ?? fill } })
  }

  private func check(
    _ type: String, opset: Int = 17, _ shape: [Int], extra: [Array64] = [], floats: Set<Int> = [], to target: [Int],
    fill: Double = 0, source: ([Int]) -> [Int]?
  ) throws {
    try check(
      type, [:], opset: opset, shape, extra: extra, floats: floats, to: target, fill: fill, source: source)
  }

  @Test func transpose() throws {
    try check("Transpose", ["perm": .ints([2, 0, 1])], [2, 3, 4], to: [4, 2, 3]) { [$0[1], $0[2], $0[0]] }
    try check("Transpose", [2, 3, 4], to: [4, 3, 2]) { [$0[2], $0[1], $0[0]] }
  }

  @Test func reshapes() throws {
    let strides = [12, 4, 1]
    func sameOrder(
      _ type: String, _ attributes: [String: NodeAttributes.Attribute] = [:], _ extra: [Array64] = [], to: [Int]
    ) throws {
      try check(type, attributes, type == "Squeeze" ? [2, 1, 3, 4] : [2, 3, 4], extra: extra, to: to) { o in
        var flat = 0
        for (i, stride) in zip(o, Shape.strides(to)) { flat += i * stride }
        var index: [Int] = []
        for stride in strides {
          index.append(flat / stride)
          flat %= stride
        }
        if type == "Squeeze" { index.insert(0, at: 1) }
        return index
      }
    }
    try sameOrder("Reshape", [:], [list([0, -1])], to: [2, 12])
    try sameOrder("Reshape", [:], [list([4, 6])], to: [4, 6])
    try sameOrder("Flatten", ["axis": .int(2)], to: [6, 4])
    try sameOrder("Flatten", ["axis": .int(-1)], to: [6, 4])
    try sameOrder("Flatten", ["axis": .int(0)], to: [1, 24])
    try sameOrder("Unsqueeze", [:], [list([0, -1])], to: [1, 2, 3, 4, 1])
    try sameOrder("Squeeze", [:], [list([1])], to: [2, 3, 4])
    try sameOrder("Squeeze", to: [2, 3, 4])
  }

  @Test func slice() throws {
    try check(
      "Slice", [4, 5], extra: [list([1, -1]), list([1000, -1000]), list([0, 1]), list([2, -2])], to: [2, 3]
    ) { o in
      let row: Int = 1 + 2 * o[0]
      let column: Int = 4 - 2 * o[1]
      return [row, column]
    }
    try check("Slice", [4, 5], extra: [list([-3]), list([-1]), list([-1])], to: [4, 2]) { [$0[0], $0[1] + 2] }
    try check("Slice", ["starts": .ints([1]), "ends": .ints([3])], opset: 9, [4, 5], to: [2, 5]) { [$0[0] + 1, $0[1]] }
  }

  @Test func pad() throws {
    func pads(_ mode: String, _ source: @escaping (Int, Int) -> Int?) throws {
      try check(
        "Pad", ["mode": .string(mode)], opset: 19, [3, 4], extra: [list([1, 2, 0, 1]), Array64([], [0.5])], floats: [2],
        to: [4, 7], fill: 0.5
      ) { o in
        guard let row = source(o[0] - 1, 3), let column = source(o[1] - 2, 4) else { return nil }
        return [row, column]
      }
    }
    try pads("constant") { i, n in (0..<n).contains(i) ? i : nil }
    try pads("edge") { i, n in min(n - 1, max(0, i)) }
    try pads("reflect") { i, n in i < 0 ? -i : i >= n ? 2 * n - 2 - i : i }
    try pads("wrap") { i, n in (i + n) % n }
    // Negative pads cut, and only the axes listed are padded.
    try check(
      "Pad", opset: 19, [3, 4], extra: [list([-1, 1]), Array64([], [0]), list([1])], floats: [2], to: [3, 4]
    ) { $0[1] == 3 ? nil : [$0[0], $0[1] + 1] }
  }

  @Test func gather() throws {
    let rows = [[3, 0], [1, 1]]
    try check("Gather", ["axis": .int(1)], [2, 4, 3], extra: [Array64([2, 2], [3, -4, 1, 1])], to: [2, 2, 2, 3]) { o in
      let row: Int = rows[o[1]][o[2]]
      return [o[0], row, o[3]]
    }
    try check("Gather", ["axis": .int(0)], [4, 3], extra: [Array64([], [-1])], to: [3]) { o in [3, o[0]] }
  }

  @Test func repeats() throws {
    try check("Expand", [2, 1, 3], extra: [list([4, 1, 2, 1])], to: [4, 2, 2, 3]) { [$0[1], 0, $0[3]] }
    try check("Tile", [2, 3], extra: [list([2, 3])], to: [4, 9]) { [$0[0] % 2, $0[1] % 3] }
  }

  @Test func blocks() throws {
    for mode in ["DCR", "CRD"] {
      try check("DepthToSpace", ["blocksize": .int(2), "mode": .string(mode)], [1, 8, 2, 3], to: [1, 2, 4, 6]) { o in
        let place: Int = (o[2] % 2) * 2 + o[3] % 2
        let channel: Int = mode == "DCR" ? place * 2 + o[1] : o[1] * 4 + place
        return [0, channel, o[2] / 2, o[3] / 2]
      }
    }
    try check("SpaceToDepth", ["blocksize": .int(2)], [1, 2, 4, 6], to: [1, 8, 2, 3]) { o in
      let row: Int = o[2] * 2 + o[1] / 4
      let column: Int = o[3] * 2 + (o[1] / 2) % 2
      return [0, o[1] % 2, row, column]
    }
  }

  @Test func split() throws {
    try check("Split", ["axis": .int(1)], [2, 5], extra: [list([2, 3])], to: [2, 2]) { $0 }
  }

  @Test(arguments: [0, 1, 2]) func concatenation(axis: Int) throws {
    var shapes = [[2, 3, 4], [2, 3, 4], [2, 3, 4]]
    for i in shapes.indices { shapes[i][axis] = i + 1 }
    var target = shapes[0]
    target[axis] = 6
    let starts = [0, 1, 3]
    try OperatorCheck(
      type: "Concat", attributes: ["axis": .int(axis)],
      inputs: shapes.enumerated().map { Array64($0.element, seed: UInt64($0.offset + 1)) }, constants: [1]
    ).agrees(with: { x in
      Array64.make(target) { o in
        let part = o[axis] < 1 ? 0 : o[axis] < 3 ? 1 : 2
        var index = o
        index[axis] -= starts[part]
        return x[part]![index]
      }
    })
  }

  struct Reduction: CustomTestStringConvertible {
    var type: String
    var formula: @Sendable ([Double]) -> Double
    var testDescription: String { type }
  }

  static let reductions: [Reduction] = [
    Reduction(type: "ReduceMean") { $0.reduce(0, +) / Double($0.count) },
    Reduction(type: "ReduceSum") { $0.reduce(0, +) }, Reduction(type: "ReduceMax") { $0.max()! },
    Reduction(type: "ReduceMin") { $0.min()! }, Reduction(type: "ReduceProd") { $0.reduce(1, *) },
    Reduction(type: "ReduceL1") { $0.reduce(0) { $0 + abs($1) } },
    Reduction(type: "ReduceL2") { sqrt($0.reduce(0) { $0 + $1 * $1 }) },
    Reduction(type: "ReduceSumSquare") { $0.reduce(0) { $0 + $1 * $1 } },
    Reduction(type: "ReduceLogSum") { log($0.reduce(0, +)) },
    Reduction(type: "ReduceLogSumExp") { log($0.reduce(0) { $0 + exp($1) }) },
  ]

  @Test(arguments: reductions, [[1], [0, 2], [-1, -2], []])
  func reduction(_ reduction: Reduction, axes: [Int]) throws {
    let shape = [2, 3, 4]
    let reduced = axes.isEmpty ? [0, 1, 2] : axes.map { $0 < 0 ? $0 + 3 : $0 }
    for keeps in [true, false] {
      // Operator set 18 lists the axes as an input; the attribute serves sets before 13 or 18.
      let isInput = !keeps && !axes.isEmpty
      var attributes: [String: NodeAttributes.Attribute] = ["keepdims": .int(keeps ? 1 : 0)]
      if !isInput && !axes.isEmpty { attributes["axes"] = .ints(axes) }
      let kept = shape.indices.map { reduced.contains($0) ? 1 : shape[$0] }
      try OperatorCheck(
        type: reduction.type, opset: isInput ? 18 : 11, attributes: attributes,
        inputs: [Array64(shape, seed: 4, low: 0.25, high: 1.5)] + (isInput ? [list(axes)] : []), constants: [1],
        integers: [1]
      ).agrees(with: { x in
        let values = Array64.make(kept) { o in
          var group: [Double] = []
          for i in Array64.indices(shape) {
            let isMember = i.indices.allSatisfy { reduced.contains($0) || i[$0] == o[$0] }
            if isMember { group.append(x[0]![i]) }
          }
          return reduction.formula(group)
        }
        let dropped: [Int] = shape.indices.filter { !reduced.contains($0) }.map { shape[$0] }
        return Array64(keeps ? kept : dropped, values.values)
      })
    }
  }

  @Test func meanOverAnImageKeepsItsLayout() throws {
    try OperatorCheck(
      type: "ReduceMean", attributes: ["axes": .ints([2, 3])], inputs: [Array64([1, 16, 3, 5], seed: 4)]
    )
    .agrees(with: { x in
      Array64.make([1, 16, 1, 1]) { o in
        Array64.indices([3, 5]).reduce(0) { $0 + x[0]![[0, o[1]] + $1] } / 15
      }
    })
  }
}
