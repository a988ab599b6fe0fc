import Reproducibility
import WholeNetwork

/// A small network whose numbers are whole: computed here in integers, and solved by the module as doubles that are these
/// integers times a power of two a layer.
struct ToyNetwork {
  enum Layer {
    case affine(weights: [[Int]], bias: [Int])
    case rectifier
    case maxPool([[Int]])
  }

  var inputCount: Int
  var layers: [Layer]
  /// A quarter for each affine layer: what the network of doubles computes is this power of 1/4 times the integers.
  var scale: Double { layers.reduce(1) { if case .affine = $1 { $0 / 4 } else { $0 } } }

  func scores(of input: [Int]) -> [Int] {
    var values = input
    for layer in layers {
      switch layer {
      case .rectifier: values = values.map { max(0, $0) }
      case .maxPool(let groups): values = groups.map { group in group.map { values[$0] }.max()! }
      case .affine(let weights, let bias):
        values = zip(weights, bias).map { row, shift in zip(row, values).reduce(shift) { $0 + $1.0 * $1.1 } }
      }
    }
    return values
  }

  func network() throws -> PiecewiseLinearNetwork {
    var scale = 1.0
    return try PiecewiseLinearNetwork(
      inputCount: inputCount,
      layers: layers.map { layer in
        switch layer {
        case .rectifier: return .rectifier
        case .maxPool(let groups):
          var starts = [0]
          for group in groups { starts.append(starts.last! + group.count) }
          return .maxPool(
            MaxPoolLayer(inputCount: width(before: groups), starts: starts, members: groups.joined().map { Int32($0) }))
        case .affine(let weights, let bias):
          // A bias is added to inputs that carry the scale already.
          scale /= 4
          let shift = bias.map { Double($0) * scale }
          let entries = weights.map { row in row.indices.filter { row[$0] != 0 } }
          var starts = [0]
          for row in entries { starts.append(starts.last! + row.count) }
          return .affine(
            AffineLayer(
              inputCount: weights[0].count, rowStarts: starts, columns: entries.joined().map { Int32($0) },
              weights: zip(weights, entries).flatMap { row, columns in columns.map { Double(row[$0]) / 4 } },
              bias: shift))
        }
      })
  }

  private func width(before groups: [[Int]]) -> Int { groups.joined().max()! + 1 }

  /// Random weights from a small range, so that ties between scores are common.
  static func random(inputs: Int, classes: Int, range: ClosedRange<Int>, using random: inout SeededGenerator)
    -> ToyNetwork
  {
    var layers: [Layer] = []
    var width = inputs
    func affine(_ outputs: Int) {
      let sparsity = Int.random(in: 0...2, using: &random)
      layers.append(
        .affine(
          weights: (0..<outputs).map { _ in
            (0..<width).map { _ in
              Int.random(in: 0...4, using: &random) < sparsity ? 0 : Int.random(in: range, using: &random)
            }
          },
          bias: (0..<outputs).map { _ in Int.random(in: range, using: &random) }))
      width = outputs
    }
    let depth = Int.random(in: 0...2, using: &random)
    if Int.random(in: 0...3, using: &random) == 0 { affine(width) }
    for _ in 0..<depth {
      affine(Int.random(in: 2...5, using: &random))
      layers.append(.rectifier)
      if width >= 4, Int.random(in: 0...2, using: &random) == 0 {
        let groups = [Array(0...width / 2), Array((width / 2 - 1)..<width), [width - 1, 0]]
        layers.append(.maxPool(groups))
        width = groups.count
      }
    }
    affine(classes)
    if Int.random(in: 0...7, using: &random) == 0 { layers.append(.rectifier) }
    return ToyNetwork(inputCount: inputs, layers: layers)
  }
}

/// A problem on a toy network with its integers.
struct ToyProblem {
  var toy: ToyNetwork
  var input: [Int]
  var windows: [Int32]
  var costs: [Int]
  var target: Int
  /// In the integers' units.
  var delta: Int

  static func random(windows count: Int, using random: inout SeededGenerator) -> ToyProblem {
    let inputs = count + Int.random(in: 0...count, using: &random)
    let classes = Int.random(in: 2...4, using: &random)
    let toy = ToyNetwork.random(inputs: inputs, classes: classes, range: -3...3, using: &random)
    let input = (0..<inputs).map { _ in Int.random(in: -2...4, using: &random) }
    let scores = toy.scores(of: input)
    let isPredicted = Int.random(in: 0...9, using: &random) > 0
    let uniform = Bool.random(using: &random)
    return ToyProblem(
      toy: toy, input: input, windows: (0..<inputs).map { Int32($0 % count) },
      costs: (0..<count).map { _ in uniform ? 3 : Int.random(in: 1...6, using: &random) },
      target: isPredicted
        ? scores.indices.max { scores[$0] < scores[$1] }! : Int.random(in: 0..<classes, using: &random),
      delta: Bool.random(using: &random) ? 0 : Int.random(in: 1...30, using: &random))
  }

  func problem() throws -> NetworkMaskProblem {
    NetworkMaskProblem(
      network: try toy.network(), input: input.map { Double($0) }, windows: windows, costs: costs, target: target,
      delta: Double(delta) * toy.scale)
  }

  /// The smallest margin of a mask, in the integers' units.
  func margin(_ mask: Int) -> Int {
    let scores = toy.scores(of: zip(input, windows).map { mask >> Int($1) & 1 == 1 ? $0 : 0 })
    return scores.indices.filter { $0 != target }.map { scores[target] - scores[$0] }.min()!
  }

  func cost(_ mask: Int) -> Int { costs.indices.reduce(0) { $0 + (mask >> $1 & 1 == 1 ? costs[$1] : 0) } }

  /// The least cost of a feasible mask, from looking at all of them.
  func optimum() -> Int? {
    (0..<(1 << costs.count)).lazy.filter { margin($0) > delta }.map { cost($0) }.min()
  }
}

func bits(_ mask: [Bool]) -> Int { mask.indices.reduce(0) { $0 | (mask[$1] ? 1 << $1 : 0) } }
