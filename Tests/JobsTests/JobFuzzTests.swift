import Foundation
import Jobs
import Reproducibility
import Storing
import Testing

@testable import TestSupport

/// Jobs of random valid settings: each is accepted, and each of its items ends as a record that means what it says.
@Suite struct JobFuzzTests {
  /// Jobs altogether. Two thousand were run when this was made; a job that crashes is left in its folder.
  static let count = ProcessInfo.processInfo.environment["WINNOW_JOB_FUZZ"].flatMap(Int.init) ?? 64

  private static let demo = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Demo")
    .standardizedFileURL

  @Test(arguments: 0..<8) func everyItemIsARecord(stream: Int) throws {
    let folder = try TemporaryFolder()
    for name in ["disc/000.png", "star/001.png", "bars/002.png"] {
      let picture = try Data(contentsOf: Self.demo.appending(path: "pictures/\(name)"))
      try folder.write(picture, to: "pictures/\(name.replacing("/", with: "-"))")
    }
    for run in 0..<(Self.count + 7) / 8 {
      var generator = SeededGenerator(seed: UInt64(run), stream: UInt64(stream))
      let sketch = try JobSketch(&generator, demo: Self.demo)
      if let model = sketch.model { try folder.write(model, to: "model.onnx") }
      try folder.write(sketch.text, to: "job.yaml")
      let job = try PreparedJob(try JobFile(contentsOf: URL(filePath: folder.path("job.yaml"))))
      let pipeline = try ItemPipeline(job: job, rank: 0)
      for item in 0..<sketch.items {
        let record = pipeline.process(item)
        let problem = Self.problem(of: record, sketch)
        #expect(problem == nil, "\(problem ?? "") in run \(run) of stream \(stream), item \(item):\n\(sketch.text)")
        #expect(try EncodedRecord(record).decode().outcome == record.outcome)
      }
    }
  }

  /// What contradicts itself in a record; nil where nothing does.
  private static func problem(of record: ItemRecord, _ sketch: JobSketch) -> String? {
    let item: ExplainedItem
    switch record.outcome {
    case .explained(let explained): item = explained
    case .failed(let failure):
      let expected = sketch.isExtreme ? ["no-evidence", "model"] : ["no-evidence"]
      guard expected.contains(failure.kind), failure.message.count > 20 else {
        return "failed as \(failure.kind): \(failure.message)"
      }
      return nil
    }
    let smug = item.explanations[0]
    guard let mask = smug.masks.first?.mask, let status = smug.proof else { return "no mask" }
    func value(_ name: String) -> Double { smug[value: name] ?? .nan }
    let kept = mask.pixels.bits
    let windows = mask.bits.count { $0 }
    let isAsked = value("vacuous") < value("constraints")
    let checks: [(String, Bool)] = [
      ("not minimal without a limit", status != .feasible || sketch.text.contains("time-limit: 10")),
      ("cost and bound", (value("cost") == value("bound")) == (status != .feasible)),
      ("the area", value("area") == Double(kept.count { $0 }) / Double(kept.count)),
      ("the windows", value("windows") == Double(windows)),
      ("an empty mask that is a success", (status == .empty) == (windows == 0) && (windows > 0) == isAsked),
      ("a change that asks for nothing", !sketch.text.contains("evidence: change") || value("vacuous") == 0),
      ("constraints", (1...value("considered")).contains(value("constraints"))),
      ("a map outside the mask", zip(smug.maps[0].map.values, kept).allSatisfy { $1 || $0 == 0 }),
      ("maps that are no numbers", smug.maps.allSatisfy { $0.map.values.allSatisfy(\.isFinite) }),
    ]
    return checks.first { !$0.1 }?.0
  }
}
