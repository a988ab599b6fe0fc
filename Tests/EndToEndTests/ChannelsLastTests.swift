import Foundation
import NumPyFormat
import TestSupport
import Testing

/// A network exported with its channels last, and the same one with them first, on the command line.
@Suite struct ChannelsLastTests {
  private let folder: TemporaryFolder

  private static func values(_ count: Int, step: Int) -> [Float] {
    (0..<count).map { Float(($0 * step + $0 / 7) % 11 - 5) / 10 }
  }

  init() throws {
    folder = try TemporaryFolder()
    for isLast in [false, true] {
      let model = ONNXFile(
        inputShape: isLast ? [1, 5, 6, 3] : [1, 3, 5, 6],
        nodes: (isLast
          ? [.init(type: "Transpose", inputs: ["input"], output: "t", integers: ["perm": [0, 3, 1, 2]])] : []) + [
            .init(type: "Conv", inputs: [isLast ? "t" : "input", "w1", "b1"], output: "c"),
            .init(type: "Relu", inputs: ["c"], output: "r"), .init(type: "Flatten", inputs: ["r"], output: "f"),
            .init(type: "Gemm", inputs: ["f", "w2"], output: "scores", integers: ["transB": [1]]),
          ],
        constants: [
          ("w1", [2, 3, 3, 3], Self.values(54, step: 37)), ("b1", [2], [0.1, -0.1]),
          ("w2", [3, 24], Self.values(72, step: 53)),
        ])
      try folder.write(model.data, to: isLast ? "last.onnx" : "first.onnx")
    }
    let image = Self.values(90, step: 29)
    try NumPyArray(shape: [3, 5, 6], floats: image).write(to: folder.url.appending(path: "first.npy"))
    let moved = (0..<90).map { image[$0 % 3 * 30 + $0 / 3] }
    try NumPyArray(shape: [5, 6, 3], floats: moved).write(to: folder.url.appending(path: "last.npy"))
  }

  private func attributions(_ model: String, _ input: String, _ tensor: String) throws -> NumPyArray {
    let output = folder.path("\(model)-\(input)-\(tensor).npy")
    let result = try WinnowProgram.run(
      "attribute", "--model", folder.path("\(model).onnx"), "--input", folder.path("\(input).npy"), "--tensor", tensor,
      "--points", "gauss-legendre:4", "--output", output)
    #expect(result.status == 0, "\(result.errors)")
    return try NumPyArray(contentsOf: URL(filePath: output))
  }

  @Test func attributionsLieAsTheInputsDo() throws {
    let plain = try attributions("first", "first", "input")
    #expect(plain.shape == [1, 3, 5, 6])
    #expect(try attributions("last", "first", "input") == plain)
    let last = try attributions("last", "last", "input")
    #expect(last.shape == [1, 5, 6, 3])
    let values = plain.doubles
    let moved = (0..<90).map { values[$0 % 3 * 30 + $0 / 3] }
    #expect(zip(last.doubles, moved).allSatisfy { abs($0 - $1) < 1e-7 })
    let neurons = try attributions("first", "first", "first-activation")
    for input in ["first", "last"] {
      let same = try attributions("last", input, "first-activation").doubles
      #expect(zip(same, neurons.doubles).allSatisfy { abs($0 - $1) < 1e-7 })
    }
  }

  @Test func whatTheScoresAreCanBeDeclared() throws {
    func inspect(_ options: String...) throws -> String {
      try WinnowProgram(["inspect", folder.path("first.onnx")] + options).result().output
    }
    #expect(try inspect().contains("logits of 3 classes"))
    #expect(try inspect("--scores", "sigmoid-logits").contains("a logit for each of 3 classes"))
    let wrong = try WinnowProgram.run("explain", "x.png", "--job", "job.yaml", "--scores", "softmax")
    #expect(wrong.status == 64 && wrong.errors.contains("--scores"), "\(wrong.errors)")
  }
}
