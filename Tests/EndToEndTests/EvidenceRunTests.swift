import Foundation
import TestSupport
import Testing

/// A network whose first layer is on with everything hidden, as large biases make it.
@Suite struct EvidenceRunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    func values(_ count: Int, step: Int, range: Int, scale: Float) -> [Float] {
      (0..<count).map { index in Float((index * step + index / 7) % range - range / 2) / scale }
    }
    let model = ONNXFile(
      inputShape: [1, 3, 64, 64],
      nodes: [
        .init(type: "Conv", inputs: ["input", "w1", "b1"], output: "c", integers: ["strides": [4, 4]]),
        .init(type: "Relu", inputs: ["c"], output: "r"), .init(type: "Flatten", inputs: ["r"], output: "f"),
        .init(type: "Gemm", inputs: ["f", "w2"], output: "scores", integers: ["transB": [1]]),
      ],
      constants: [
        ("w1", [4, 3, 4, 4], values(192, step: 37, range: 11, scale: 50)),
        ("b1", [4], [20, 30, 40, -30]),
        ("w2", [8, 1024], values(8192, step: 53, range: 13, scale: 2000)),
      ])
    try folder.write(model.data, to: "biased.onnx")
  }

  private func run(_ smug: String) throws -> (errors: String, table: [String: String], report: String) {
    let job = try DemoJob(images: 1, methods: "  - smug: {k: 50, window: 4, integration: {points: 4}, \(smug)}")
    try job.edit { text in
      text.replacing(/file: [^,]*network\.onnx/, with: "file: \(folder.path("biased.onnx"))")
    }
    let result = try WinnowProgram.run("run", job.file, "--output", job.output())
    #expect(result.status == 0, "\(result.errors)")
    func read(_ name: String) throws -> String {
      try String(contentsOf: URL(filePath: job.output()).appending(path: name), encoding: .utf8)
    }
    let lines = try read("results.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let fields = Dictionary(zip(lines[0], lines[1])) { first, _ in first }
    return (result.errors, fields, try read("report.html"))
  }

  @Test func emptyMasksAreNoSuccess() throws {
    let (errors, fields, report) = try run("evidence: value, gamma: 0")
    let warnings = errors.split(separator: "\n").filter { $0.contains("Warning:") }
    #expect(warnings.count == 1 && warnings[0].contains("75 % of the first layer's neurons are on"), "\(errors)")
    #expect(fields["status"] == "empty" && fields["smug.vacuous"] == fields["smug.constraints"], "\(fields)")
    #expect(report.contains("These masks say little") && report.contains("8 of 8 masks are empty"))
    #expect(!report.contains("Every mask is proven") && !report.contains("proven minimal,"))
  }

  @Test func changesAreKeptWhereValuesAskForNothing() throws {
    let (errors, fields, report) = try run("objective: pixels")
    #expect(!errors.contains("Warning"), "\(errors)")
    #expect(fields["status"] == "optimal" && fields["smug.vacuous"] == "0", "\(fields)")
    #expect(report.contains("Every mask is proven") && !report.contains("These masks say little"))
  }

  @Test func inspectSaysItBeforehand() throws {
    let biased = try WinnowProgram.run("inspect", folder.path("biased.onnx"))
    #expect(biased.output.contains("75 % of the neurons are on with everything hidden"), "\(biased.output)")
    #expect(biased.output.contains("use `evidence: change`"))
    let demo = try WinnowProgram.run("inspect", WinnowProgram.projectRoot.appending(path: "Demo/network.onnx").path)
    #expect(demo.output.contains("of the neurons are on with everything hidden"), "\(demo.output)")
  }
}
