import Foundation
import Testing

@testable import NeuralNetwork

/// Layers with windows, products and normalizations, each against plain loops in double precision.
struct LayerTests {
  struct Window: CustomTestStringConvertible {
    var input: [Int]
    var kernel: [Int]
    var strides: [Int]
    var dilations: [Int]
    var pads: [Int]
    var groups = 1
    var outputs = 4
    var isCeil = false
    var testDescription: String { "\(input) \(kernel) s\(strides) d\(dilations) p\(pads) g\(groups) ceil \(isCeil)" }

    var attributes: [String: NodeAttributes.Attribute] {
      ["kernel_shape": .ints(kernel), "strides": .ints(strides), "dilations": .ints(dilations), "pads": .ints(pads)]
    }

    /// Extents of the result: as many windows as fit; rounded up, one more that begins inside the input or its first padding.
    var spatial: [Int] {
      kernel.indices.map { i in
        let rank = kernel.count
        let room = input[i + 2] + pads[i] + pads[i + rank] - (kernel[i] - 1) * dilations[i] - 1
        var n = room / strides[i] + 1
        if isCeil && room % strides[i] != 0 && n * strides[i] < input[i + 2] + pads[i] { n += 1 }
        return n
      }
    }

    /// Position in the input that a tap of a window falls on; nil in the padding.
    func position(_ output: [Int], _ tap: [Int]) -> [Int]? {
      let place = kernel.indices.map { output[$0] * strides[$0] - pads[$0] + tap[$0] * dilations[$0] }
      return zip(place, input.dropFirst(2)).allSatisfy { $0 >= 0 && $0 < $1 } ? place : nil
    }

    /// Whether a tap falls on the input or its declared padding.
    func isCounted(_ output: [Int], _ tap: [Int]) -> Bool {
      kernel.indices.allSatisfy { i in
        let p = output[i] * strides[i] + tap[i] * dilations[i]
        return p < input[i + 2] + pads[i] + pads[i + kernel.count]
      }
    }
  }

  static let convolutions = [
    Window(input: [2, 3, 5, 6], kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1]),
    Window(input: [1, 4, 7, 6], kernel: [3, 2], strides: [2, 3], dilations: [2, 1], pads: [0, 1, 2, 1], groups: 2),
    Window(input: [1, 4, 5, 5], kernel: [3, 3], strides: [1, 2], dilations: [1, 1], pads: [1, 1, 1, 1], groups: 4),
    Window(input: [2, 3, 8], kernel: [3], strides: [2], dilations: [1], pads: [1, 0]),
    Window(
      input: [1, 2, 3, 4, 3], kernel: [2, 2, 2], strides: [1, 2, 1], dilations: [1, 1, 1], pads: [0, 0, 0, 0, 0, 1]),
    Window(
      input: [1, 16, 3, 3], kernel: [1, 1], strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0], outputs: 16),
    Window(input: [1, 2, 7, 7], kernel: [2, 2], strides: [4, 4], dilations: [1, 1], pads: [0, 0, 0, 0]),
  ]

  @Test(arguments: convolutions)
  func convolution(w: Window) throws {
    let weights = Array64([w.outputs, w.input[1] / w.groups] + w.kernel, seed: 2)
    var attributes = w.attributes
    attributes["group"] = .int(w.groups)
    try OperatorCheck(
      type: "Conv", attributes: attributes,
      inputs: [Array64(w.input, seed: 1), weights, Array64([w.outputs], seed: 3)], constants: [1, 2]
    ).agrees(with: { inputs in
      Array64.make([w.input[0], w.outputs] + w.spatial) { o in
        let group = o[1] / (w.outputs / w.groups)
        var sum = inputs[2]![[o[1]]]
        for c in 0..<w.input[1] / w.groups {
          for tap in Array64.indices(w.kernel) {
            guard let p = w.position(Array(o[2...]), tap) else { continue }
            sum += inputs[0]![[o[0], group * (w.input[1] / w.groups) + c] + p] * inputs[1]![[o[1], c] + tap]
          }
        }
        return sum
      }
    })
  }

  static let poolings = [
    Window(input: [1, 2, 6, 5], kernel: [2, 2], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0]),
    Window(input: [2, 2, 6, 7], kernel: [3, 3], strides: [2, 2], dilations: [1, 1], pads: [1, 1, 1, 1]),
    Window(
      input: [1, 2, 6, 6], kernel: [3, 3], strides: [2, 2], dilations: [1, 1], pads: [0, 0, 0, 0], isCeil: true),
    Window(
      input: [1, 2, 5, 5], kernel: [3, 3], strides: [3, 3], dilations: [1, 1], pads: [1, 1, 1, 1], isCeil: true),
    Window(input: [1, 2, 7, 7], kernel: [2, 2], strides: [2, 2], dilations: [2, 2], pads: [0, 0, 0, 0]),
    Window(input: [1, 3, 9], kernel: [3], strides: [2], dilations: [1], pads: [1, 1]),
    Window(input: [1, 16, 4, 4], kernel: [3, 3], strides: [1, 1], dilations: [1, 1], pads: [1, 1, 1, 1]),
  ]

  @Test(arguments: poolings)
  func maximumPooling(w: Window) throws {
    var attributes = w.attributes
    attributes["ceil_mode"] = .int(w.isCeil ? 1 : 0)
    try OperatorCheck(type: "MaxPool", attributes: attributes, inputs: [Array64(w.input, seed: 4)]).agrees(with: {
      inputs in
      Array64.make(Array(w.input[..<2]) + w.spatial) { o in
        Array64.indices(w.kernel).compactMap { w.position(Array(o[2...]), $0) }
          .map { inputs[0]![Array(o[..<2]) + $0] }.max()!
      }
    })
  }

  @Test(arguments: poolings, [false, true])
  func averagePooling(w: Window, countsPadding: Bool) throws {
    var attributes = w.attributes
    attributes["ceil_mode"] = .int(w.isCeil ? 1 : 0)
    attributes["count_include_pad"] = .int(countsPadding ? 1 : 0)
    try OperatorCheck(type: "AveragePool", opset: 19, attributes: attributes, inputs: [Array64(w.input, seed: 4)])
      .agrees(with: { inputs in
        Array64.make(Array(w.input[..<2]) + w.spatial) { o in
          let taps = Array64.indices(w.kernel)
          let inside = taps.compactMap { w.position(Array(o[2...]), $0) }
          let count = countsPadding ? taps.filter { w.isCounted(Array(o[2...]), $0) }.count : inside.count
          return inside.map { inputs[0]![Array(o[..<2]) + $0] }.reduce(0, +) / Double(count)
        }
      })
  }

  /// PyTorch gives the gradient of equal elements to the first in row-major order; padding never takes part.
  @Test(arguments: [2, 16]) func equalMaximaGiveTheirGradientToTheFirst(channels: Int) throws {
    let check = OperatorCheck(
      type: "MaxPool",
      attributes: ["kernel_shape": .ints([3, 3]), "strides": .ints([2, 2]), "pads": .ints([1, 1, 1, 1])],
      inputs: [Array64([1, channels, 5, 5], [Double](repeating: 0, count: channels * 25))])
    let runner = try check.run(differentiable: true)
    // Windows begin at -1, 1 and 3 on both axes: the first element inside is 0, 1 and 3.
    for row in 0..<3 {
      for column in 0..<3 {
        try runner.backward(of: [row * 3 + column])
        let gradient = try runner.gradient(of: "x0").values
        let place = [0, 1, 3][row] * 5 + [0, 1, 3][column]
        #expect(gradient.firstIndex(of: 1) == place)
        #expect(gradient.reduce(0, +) == 1)
      }
    }
  }

  @Test(arguments: ["GlobalAveragePool", "GlobalMaxPool"]) func globalPooling(type: String) throws {
    try OperatorCheck(type: type, inputs: [Array64([2, 3, 4, 5], seed: 8)]).agrees(with: { inputs in
      Array64.make([2, 3, 1, 1]) { o in
        let all = Array64.indices([4, 5]).map { inputs[0]![[o[0], o[1]] + $0] }
        return type == "GlobalMaxPool" ? all.max()! : all.reduce(0, +) / 20
      }
    })
  }

  @Test(arguments: [1, 2]) func transposedConvolution(groups: Int) throws {
    let (inputs, outputs) = (4, 6)
    let check = OperatorCheck(
      type: "ConvTranspose",
      attributes: [
        "strides": .ints([2, 3]), "pads": .ints([1, 0, 0, 1]), "output_padding": .ints([1, 2]), "group": .int(groups),
        "dilations": .ints([2, 1]),
      ],
      inputs: [
        Array64([2, inputs, 3, 4], seed: 1), Array64([inputs, outputs / groups, 3, 2], seed: 2),
        Array64([outputs], seed: 3),
      ], constants: [1, 2])
    let (height, width) = (2 * 2 + 2 * 2 + 1 + 1 - 1, 3 * 3 + 1 + 1 + 2 - 1)
    try check.agrees(with: { x in
      var y = Array64.make([2, outputs, height, width]) { x[2]![[$0[1]]] }
      for i in Array64.indices([2, inputs, 3, 4]) {
        let group = i[1] / (inputs / groups)
        for o in 0..<outputs / groups {
          for tap in Array64.indices([3, 2]) {
            let (row, column) = (i[2] * 2 - 1 + tap[0] * 2, i[3] * 3 + tap[1])
            guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
            y[[i[0], group * (outputs / groups) + o, row, column]] += x[0]![i] * x[1]![[i[1], o] + tap]
          }
        }
      }
      return y
    })
  }

  @Test(arguments: [false, true], [false, true])
  func generalMatrixProduct(transposesA: Bool, transposesB: Bool) throws {
    for (c, constants) in [([5], Set([1, 2])), ([3, 1], Set([2])), ([], Set([])), ([3, 5], Set([1]))] {
      try OperatorCheck(
        type: "Gemm",
        attributes: [
          "transA": .int(transposesA ? 1 : 0), "transB": .int(transposesB ? 1 : 0), "alpha": .float(c == [5] ? 1 : 0.5),
          "beta": .float(2),
        ],
        inputs: [
          Array64(transposesA ? [4, 3] : [3, 4], seed: 1), Array64(transposesB ? [5, 4] : [4, 5], seed: 2),
          Array64(c, seed: 3),
        ], constants: constants
      ).agrees(with: { x in
        Array64.make([3, 5]) { o in
          let sum = (0..<4).reduce(0.0) {
            $0 + x[0]![transposesA ? [$1, o[0]] : [o[0], $1]] * x[1]![transposesB ? [o[1], $1] : [$1, o[1]]]
          }
          let index = c.isEmpty ? [] : c == [5] ? [o[1]] : c == [3, 1] ? [o[0], 0] : o
          return (c == [5] ? 1 : 0.5) * sum + 2 * x[2]![index]
        }
      })
    }
  }

  @Test(arguments: [
    ([2, 3, 4], [4, 5]), ([2, 3, 4], [2, 4, 5]), ([2, 1, 3, 4], [3, 4, 2]), ([4], [4, 3]), ([2, 3, 4], [4]), ([4], [4]),
  ])
  func matrixProduct(a: [Int], b: [Int]) throws {
    for constants in [Set<Int>(), [1]] {
      try OperatorCheck(type: "MatMul", inputs: [Array64(a, seed: 1), Array64(b, seed: 2)], constants: constants)
        .agrees(with: { x in
          let p = a.count == 1 ? [1] + a : a
          let q = b.count == 1 ? b + [1] : b
          let outer = Shape.broadcast(p.dropLast(2), q.dropLast(2))!
          let (m, k, n) = (p[p.count - 2], p.last!, q.last!)
          let (left, right) = (Array64(p, x[0]!.values), Array64(q, x[1]!.values))
          func index(_ o: [Int], _ shape: [Int]) -> [Int] {
            zip(o.suffix(shape.count - 2), shape).map { $1 == 1 ? 0 : $0 }
          }
          let full = Array64.make(outer + [m, n]) { o in
            let at = Array(o.dropLast(2))
            return (0..<k).reduce(0.0) {
              $0 + left[index(at, p) + [o[o.count - 2], $1]] * right[index(at, q) + [$1, o.last!]]
            }
          }
          return Array64(outer + (a.count > 1 ? [m] : []) + (b.count > 1 ? [n] : []), full.values)
        })
    }
  }

  @Test(arguments: [(13, -1), (13, 1), (11, 1), (11, 2)], [false, true])
  func softmax(versionAndAxis: (Int, Int), logarithmic: Bool) throws {
    let (opset, axis) = versionAndAxis
    try OperatorCheck(
      type: logarithmic ? "LogSoftmax" : "Softmax", opset: opset, attributes: ["axis": .int(axis)],
      inputs: [Array64([2, 3, 4], seed: 6)]
    ).agrees(with: { x in
      // Up to operator set 12 all axes from `axis` on are normalized together.
      func isSame(_ a: [Int], _ b: [Int]) -> Bool {
        let place = axis < 0 ? axis + 3 : axis
        return a.indices.allSatisfy { (opset < 13 ? $0 >= place : $0 == place) || a[$0] == b[$0] }
      }
      let all = Array64.indices([2, 3, 4])
      return Array64.make([2, 3, 4]) { o in
        let sum = all.filter { isSame($0, o) }.reduce(0) { $0 + exp(x[0]![$1]) }
        return logarithmic ? x[0]![o] - log(sum) : exp(x[0]![o]) / sum
      }
    })
  }

  /// Values less their mean, over their deviation.
  static func normalized(_ values: [Double], _ epsilon: Double) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return values.map { ($0 - mean) / (variance + epsilon).squareRoot() }
  }

  @Test(arguments: [-1, 1]) func layerNormalization(axis: Int) throws {
    let axes = axis == 1 ? [3, 4] : [4]
    let size = axes.reduce(1, *)
    try OperatorCheck(
      type: "LayerNormalization", attributes: ["axis": .int(axis), "epsilon": .float(0.125)],
      inputs: [Array64([2, 3, 4], seed: 1), Array64(axes, seed: 2), Array64(axes, seed: 3)], constants: [1, 2]
    ).agrees(with: { x in
      var result: [Double] = []
      for start in stride(from: 0, to: 24, by: size) {
        let row = Self.normalized(Array(x[0]!.values[start..<start + size]), 0.125)
        result += row.indices.map { row[$0] * x[1]!.values[$0] + x[2]!.values[$0] }
      }
      return Array64([2, 3, 4], result)
    })
  }

  @Test(arguments: ["InstanceNormalization", "GroupNormalization", "GroupNormalization of 20"])
  func channelNormalization(name: String) throws {
    let groups = name == "InstanceNormalization" ? 4 : 2
    let isPerGroup = name == "GroupNormalization of 20"
    let parameters = [isPerGroup ? groups : 4]
    var attributes: [String: NodeAttributes.Attribute] = ["epsilon": .float(0.125)]
    if groups == 2 { attributes["num_groups"] = .int(2) }
    try OperatorCheck(
      type: String(name.split(separator: " ")[0]), opset: isPerGroup ? 20 : 21, attributes: attributes,
      inputs: [Array64([2, 4, 3, 2], seed: 1), Array64(parameters, seed: 2), Array64(parameters, seed: 3)],
      constants: [1, 2]
    ).agrees(with: { x in
      var result: [Double] = []
      let size = 4 / groups * 6
      for start in stride(from: 0, to: 48, by: size) {
        let row = Self.normalized(Array(x[0]!.values[start..<start + size]), 0.125)
        for (i, v) in row.enumerated() {
          let channel = (start + i) / 6 % 4
          let p = isPerGroup ? channel / 2 : channel
          result.append(v * x[1]!.values[p] + x[2]!.values[p])
        }
      }
      return Array64([2, 4, 3, 2], result)
    })
  }

  @Test(arguments: [2, 16]) func batchNormalization(channels: Int) throws {
    let parameters = (2..<6).map { Array64([channels], seed: UInt64($0), low: 0.5, high: 2) }
    try OperatorCheck(
      type: "BatchNormalization", attributes: ["epsilon": .float(0.125)],
      inputs: [Array64([1, channels, 2, 3], seed: 1)] + parameters, constants: [1, 2, 3, 4]
    ).agrees(with: { x in
      Array64.make([1, channels, 2, 3]) { o in
        let c = [o[1]]
        return (x[0]![o] - x[3]![c]) / (x[4]![c] + 0.125).squareRoot() * x[1]![c] + x[2]![c]
      }
    })
  }

  @Test func localResponseNormalization() throws {
    try OperatorCheck(
      type: "LRN", attributes: ["size": .int(3), "alpha": .float(0.5), "beta": .float(0.75), "bias": .float(2)],
      inputs: [Array64([1, 5, 2, 2], seed: 1)]
    ).agrees(with: { x in
      Array64.make([1, 5, 2, 2]) { o in
        let sum = (max(0, o[1] - 1)...min(4, o[1] + 1)).reduce(0.0) {
          $0 + pow(x[0]![[0, $1, o[2], o[3]]], 2)
        }
        return x[0]![o] / pow(2 + 0.5 / 3 * sum, 0.75)
      }
    })
  }
}
