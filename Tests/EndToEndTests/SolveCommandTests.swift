import Foundation
import TestSupport
import Testing

/// Mask problems by hand: `solve` and `verify`.
@Suite struct SolveCommandTests {
  /// Two windows of four pixels and one of two. The first constraint wants window 0, or 1 and 2 together; the second wants
  /// window 2. So windows 0 and 2 (6 pixels), or 1 and 2, are the smallest masks.
  private let instance = """
    {"variables": 3, "pixels_per_variable": [4, 4, 2], "constraints": [
      {"variables": [0, 1, 2], "coefficients": [2.0, 1.5, 0.5], "bias": -1.0, "threshold": 0.75},
      {"variables": [1, 2], "coefficients": [-0.25, 1.0], "bias": 0.0, "threshold": 0.5}
    ]}
    """

  @Test func solvesProvesAndVerifies() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("by-hand.json")
    try Data(instance.utf8).write(to: URL(filePath: file))
    let (mask, proof) = (folder.path("mask.txt"), folder.path("proof.json.gz"))
    let solved = try WinnowProgram.run("solve", file, "--json", "--mask", mask, "--certificate", proof)
    #expect(solved.status == 0, "\(solved.errors)")
    let line = try #require(try JSONSerialization.jsonObject(with: Data(solved.output.utf8)) as? [String: Any])
    #expect(line["status"] as? String == "optimal")
    #expect(line["cost"] as? Int == 6 && line["bound"] as? Int == 6 && line["certifiedBound"] as? Int == 6)
    #expect(line["instance"] as? String == "by-hand" && line["seconds"] is Double && line["stages"] is [String: Any])

    let verified = try WinnowProgram.run("verify", file, "--mask", mask, "--certificate", proof)
    #expect(verified.status == 0, "\(verified.output) \(verified.errors)")
    // Window 2 alone violates the first constraint.
    try Data("0\n0\n1\n".utf8).write(to: URL(filePath: mask))
    let refused = try WinnowProgram.run("verify", file, "--mask", mask, "--certificate", proof)
    #expect(refused.status == 1, "\(refused.output)")
    #expect(try WinnowProgram.run("verify", file).status == 64)
  }

  @Test func aProofIsOfItsOwnProblem() throws {
    let folder = try TemporaryFolder()
    let (file, other, proof) = (folder.path("a.json"), folder.path("b.json"), folder.path("proof.json"))
    try Data(instance.utf8).write(to: URL(filePath: file))
    #expect(try WinnowProgram.run("solve", file, "--certificate", proof).status == 0)
    // Without the second constraint window 0 alone suffices.
    try Data(instance.replacingOccurrences(of: "\"threshold\": 0.5", with: "\"threshold\": -0.5").utf8).write(
      to: URL(filePath: other))
    let refused = try WinnowProgram.run("verify", other, "--certificate", proof)
    #expect(refused.status == 1, "\(refused.output)")
  }

  @Test func oneBadInstanceDoesNotEndTheRest() throws {
    let folder = try TemporaryFolder()
    let (good, bad) = (folder.path("good.json"), folder.path("bad.json"))
    try Data(instance.utf8).write(to: URL(filePath: good))
    try Data(instance.replacingOccurrences(of: "2.0, 1.5", with: "\"many\", 1.5").utf8).write(to: URL(filePath: bad))
    let result = try WinnowProgram.run("solve", bad, good, folder.path("missing.json"))
    #expect(result.status == 65)
    #expect(result.output.contains("good  optimal"), "\(result.output)")
    #expect(result.errors.contains("bad.json: invalid instance file"), "\(result.errors)")
    #expect(result.errors.contains("missing.json: The file doesn’t exist."), "\(result.errors)")

    let verified = try WinnowProgram.run("verify", good, "--certificate", bad)
    #expect(verified.status == 65)
    #expect(verified.errors.contains("bad.json: is not a certificate"), "\(verified.errors)")
  }
}
