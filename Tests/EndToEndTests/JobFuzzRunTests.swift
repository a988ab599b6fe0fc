import Foundation
import Reproducibility
import Testing

@testable import TestSupport

/// A few jobs of random settings through the real program; JobFuzzTests runs many more of them within its own process.
@Suite struct JobFuzzRunTests {
  @Test(arguments: [3, 8, 21]) func everyItemHasALineInTheTable(seed: Int) throws {
    let demo = WinnowProgram.projectRoot.appending(path: "Demo")
    let folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: UInt64(seed), stream: 99)
    let sketch = try JobSketch(&generator, demo: demo)
    if let model = sketch.model { try folder.write(model, to: "model.onnx") }
    try folder.write(sketch.text, to: "job.yaml")
    for (number, name) in ["disc", "ring", "star"].enumerated() {
      let picture = try Data(contentsOf: demo.appending(path: "pictures/\(name)/00\(number).png"))
      try folder.write(picture, to: "pictures/\(name).png")
    }
    let result = try WinnowProgram.run(
      "run", folder.path("job.yaml"), "--output", folder.path("out"), "--threads", "2")
    #expect([0, 3].contains(result.status), "\(result.status): \(result.errors)\n\(sketch.text)")
    let table = try String(contentsOf: URL(filePath: folder.path("out/results.csv")), encoding: .utf8)
    let items = sketch.model == nil ? 120 : 3
    #expect(table.split(separator: "\n").count == items + 1, "\(sketch.text)")
  }
}
