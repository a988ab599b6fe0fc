import Explaining
import Foundation
import Testing

@testable import ExternalModels

/// The program that docs/black-box.md tells users to begin with.
@Suite(.enabled(if: Program.isThere, "python3 is not installed")) struct DocumentedExampleTests {
  static let docs = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs")

  @Test func theExampleRuns() throws {
    let program = Self.docs.appendingPathComponent("examples/black_box_model.py").path
    let model = try ExternalModel(settings: .init(command: ["python3", program], shape: [1, 2, 3], batch: 2))
    #expect(model.classCount == 2)
    let inputs: [[Float]] = [[0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 1, 1]]
    #expect(try model.scores(of: inputs, kind: .probability) == [[1, 0], [0, 1], [0.5, 0.5]])
  }

  @Test func theDocumentShowsTheExample() throws {
    let program = try String(
      contentsOf: Self.docs.appendingPathComponent("examples/black_box_model.py"), encoding: .utf8)
    let document = try String(contentsOf: Self.docs.appendingPathComponent("black-box.md"), encoding: .utf8)
    #expect(document.contains("```python\n\(program)```"), "docs/black-box.md and the example differ")
  }
}
