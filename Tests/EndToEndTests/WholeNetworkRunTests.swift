import Foundation
import Reproducibility
import Storing
import TestSupport
import Testing

/// Smallest masks of whole networks and the check of SMUG's masks, from job file to report, on networks made here.
@Suite struct WholeNetworkRunTests {
  /// A fully connected network on 9 x 9 levels whose numbers are whole, so that every sum is exact in any precision.
  private struct TinyNetwork {
    let hidden: [[Int]]
    let bias: [Int]
    let scores: [[Int]]

    init(_ random: inout SeededGenerator) {
      hidden = (0..<6).map { _ in (0..<81).map { _ in random.index(below: 7) - 3 } }
      bias = (0..<6).map { _ in random.index(below: 41) - 20 }
      scores = (0..<3).map { _ in (0..<6).map { _ in random.index(below: 5) - 2 } }
    }

    func file(ending: String = "Relu") -> ONNXFile {
      ONNXFile(
        inputShape: [1, 81],
        nodes: [
          .init(type: "Gemm", inputs: ["input", "w1", "b1"], output: "h", integers: ["transB": [1]]),
          .init(type: ending, inputs: ["h"], output: "r"),
          .init(type: "Gemm", inputs: ["r", "w2"], output: "scores", integers: ["transB": [1]]),
        ],
        constants: [
          ("w1", [6, 81], hidden.joined().map { Float($0) }), ("b1", [6], bias.map { Float($0) }),
          ("w2", [3, 6], scores.joined().map { Float($0) }),
        ])
    }

    /// The target's margin when a mask over 3 x 3 windows of 3 pixels is shown.
    func margin(_ levels: [UInt8], _ mask: Int, target: Int) -> Int {
      let values = zip(hidden, bias).map { row, shift in
        max(
          0,
          row.indices.reduce(shift) {
            mask >> ($1 / 27 * 3 + $1 % 9 / 3) & 1 == 1 ? $0 + row[$1] * Int(levels[$1]) : $0
          })
      }
      let sums = scores.map { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
      return sums.indices.filter { $0 != target }.map { sums[target] - sums[$0] }.min()!
    }
  }

  private func digits(_ count: Int, _ random: inout SeededGenerator) -> [[UInt8]] {
    (0..<count).map { _ in
      (0..<81).map { _ in random.index(below: 3) == 0 ? UInt8(random.index(below: 16)) : 0 }
    }
  }

  /// MNIST's format.
  private func idx(_ images: [[UInt8]]) -> Data {
    Data([0, 0, 8, 3, 0, 0, 0, UInt8(images.count), 0, 0, 0, 9, 0, 0, 0, 9] + images.joined())
  }

  private func job(_ methods: String) -> String {
    """
    model: {file: model.onnx}
    data: {idx: {images: images, labels: labels}}
    preprocessing: {channels: grey, scale: 1}
    methods:
    \(methods)

    """
  }

  private func folder(_ model: ONNXFile, _ images: [[UInt8]]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(model.data, to: "model.onnx")
    try folder.write(idx(images), to: "images")
    try folder.write(
      Data([0, 0, 8, 1, 0, 0, 0, UInt8(images.count)] + images.indices.map { UInt8($0 % 3) }), to: "labels")
    return folder
  }

  @Test func masksAreThoseOfBruteForce() throws {
    var random = SeededGenerator(seed: 4)
    let network = TinyNetwork(&random)
    let images = digits(8, &random)
    let folder = try folder(network.file(), images)
    try folder.write(
      job("  - whole-network: {window: 3, objective: windows}"), to: "whole.yaml")
    try folder.write(
      job(
        "  - smug: {window: 3, k: 4, evidence: value, gamma: 0, objective: windows, certificate-check: exact, integration: {points: 8}}"
      ),
      to: "smug.yaml")
    for name in ["whole", "smug"] {
      let result = try WinnowProgram.run("run", folder.path("\(name).yaml"), "--output", folder.path(name))
      #expect(result.status == 0, "\(result.errors)")
    }

    let whole = try RunStore(reading: folder.path("whole")).records()
    var costs = Set<Int>()
    for (record, levels) in zip(whole, images) {
      guard case .explained(let item) = record.outcome else {
        Issue.record("\(record)")
        continue
      }
      let explanation = item.explanations[0]
      let margins = (0..<512).map { network.margin(levels, $0, target: item.target) }
      guard let optimum = (0..<512).filter({ margins[$0] > 0 }).map({ $0.nonzeroBitCount }).min() else {
        #expect(explanation.status == "infeasible" && explanation.masks.isEmpty)
        continue
      }
      costs.insert(optimum)
      #expect(explanation.status == "optimal")
      #expect(explanation[value: "cost"] == Double(optimum) && explanation[value: "bound"] == Double(optimum))
      let mask = explanation.masks[0].mask.bits.indices.reduce(0) {
        $0 | (explanation.masks[0].mask.bits[$1] ? 1 << $1 : 0)
      }
      #expect(mask.nonzeroBitCount == optimum && margins[mask] > 0)
      #expect(explanation[value: "mask.keeps-exact"] == 1 && explanation[value: "mask.keeps-float"] == 1)
      #expect(explanation[value: "mask.margin-exact"] == Double(margins[mask]))
      #expect(explanation[value: "mask.float-differs"] == 0)
    }
    #expect(costs.count > 1, "\(costs)")

    let smug = try RunStore(reading: folder.path("smug")).records()
    var checked = 0
    for (record, levels) in zip(smug, images) {
      guard case .explained(let item) = record.outcome else { continue }
      let explanation = item.explanations[0]
      let mask = explanation.masks[0].mask.bits.indices.reduce(0) {
        $0 | (explanation.masks[0].mask.bits[$1] ? 1 << $1 : 0)
      }
      let margin = network.margin(levels, mask, target: item.target)
      #expect(explanation[value: "mask.margin-exact"] == Double(margin))
      #expect(explanation[value: "mask.keeps-exact"] == (margin > 0 ? 1 : 0))
      #expect(explanation[value: "mask.keeps-float"] == (margin > 0 ? 1 : 0))
      checked += 1
    }
    #expect(checked > 3, "\(smug)")

    let report = try String(contentsOf: URL(filePath: folder.path("whole/report.html")), encoding: .utf8)
    #expect(report.contains("provably, in exact arithmetic") && report.contains("Prediction provably kept"))
    let comparison = try WinnowProgram.run(
      "compare", folder.path("smug"), folder.path("whole"), "--output", folder.path("compared"))
    #expect(comparison.status == 0, "\(comparison.errors)")
    let table = try String(contentsOf: URL(filePath: folder.path("compared/comparison.csv")), encoding: .utf8)
    for measure in ["windows", "proven", "area", "seconds.solve", "leading mask.keeps-exact"] {
      #expect(table.contains("\n\(measure),"), "\(measure) is missing:\n\(table)")
    }
  }

  /// Everything that can be encoded, in one network: what the encoding computes is what the network computes.
  @Test func convolutionalNetworkIsEncodedAsItIs() throws {
    var random = SeededGenerator(seed: 5)
    func values(_ count: Int, _ size: Float) -> [Float] { (0..<count).map { _ in Float(random.unit() * 2 - 1) * size } }
    let model = ONNXFile(
      inputShape: [1, 1, 9, 9],
      nodes: [
        .init(type: "Sub", inputs: ["input", "mean"], output: "centred"),
        .init(type: "Div", inputs: ["centred", "std"], output: "scaled"),
        .init(type: "Conv", inputs: ["scaled", "w1", "b1"], output: "c1", integers: ["pads": [1, 1, 1, 1]]),
        .init(type: "BatchNormalization", inputs: ["c1", "s", "b", "m", "v"], output: "n1"),
        .init(type: "Relu", inputs: ["n1"], output: "r1"),
        .init(
          type: "MaxPool", inputs: ["r1"], output: "p1",
          integers: ["kernel_shape": [3, 2], "strides": [2, 2], "pads": [1, 0, 1, 1]]),
        .init(type: "BatchNormalization", inputs: ["p1", "s", "b", "m", "v"], output: "n2"),
        .init(type: "Conv", inputs: ["n2", "w2"], output: "c2", integers: ["strides": [2, 2]]),
        .init(type: "Relu", inputs: ["c2"], output: "r2"),
        .init(type: "Flatten", inputs: ["r2"], output: "f"),
        .init(type: "MatMul", inputs: ["f", "w3"], output: "d"),
        .init(type: "Add", inputs: ["d", "b3"], output: "scores"),
        .init(type: "Softmax", inputs: ["scores"], output: "probabilities"),
      ],
      constants: [
        ("mean", [1, 1, 1, 1], [4]), ("std", [1], [6]), ("w1", [3, 1, 3, 3], values(27, 1)), ("b1", [3], values(3, 1)),
        ("s", [3], [0.5, 1.5, -0.75]), ("b", [3], values(3, 1)), ("m", [3], values(3, 1)), ("v", [3], [0.5, 1, 2]),
        ("w2", [4, 3, 2, 2], values(48, 1)), ("w3", [16, 3], values(48, 1)), ("b3", [3], values(3, 1)),
      ])
    let folder = try folder(model, digits(6, &random))
    try folder.write(job("  - whole-network: {window: 3, delta: 0.001}"), to: "job.yaml")
    let result = try WinnowProgram.run("run", folder.path("job.yaml"), "--output", folder.path("out"))
    #expect(result.status == 0, "\(result.errors)")
    var margins = Set<Double>()
    for record in try RunStore(reading: folder.path("out")).records() {
      guard case .explained(let item) = record.outcome, let explanation = item.explanations.first,
        let float = explanation[value: "mask.margin-float"], let exact = explanation[value: "mask.margin-exact"]
      else {
        Issue.record("\(record)")
        continue
      }
      #expect(explanation.status == "optimal")
      #expect(abs(float - exact) < 1e-4 && exact > 0.001)
      margins.insert(exact)
    }
    #expect(margins.count > 2)
  }

  @Test func networksThatCannotBeEncodedAreRefusedByName() throws {
    var random = SeededGenerator(seed: 6)
    let network = TinyNetwork(&random)
    let folder = try folder(network.file(ending: "Sigmoid"), digits(1, &random))
    for methods in ["  - whole-network: {window: 3}", "  - smug: {window: 3, certificate-check: exact}"] {
      try folder.write(job(methods), to: "job.yaml")
      let result = try WinnowProgram.run("run", folder.path("job.yaml"), "--output", folder.path("out"))
      #expect(result.status != 0)
      #expect(
        result.errors.contains("node 'r/Sigmoid'") && result.errors.contains("cannot be encoded"), "\(result.errors)")
    }
    try folder.write(job("  - whole-network: {window: 3, delta: -1}"), to: "job.yaml")
    #expect(
      try WinnowProgram.run("run", folder.path("job.yaml"), "--output", folder.path("out")).errors.contains("delta"))
  }
}
