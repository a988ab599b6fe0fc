import Foundation
import Storing
import TestSupport
import Testing

/// The demo's sentences, from job file to report.
@Suite(.enabled(if: WinnowProgram.hasMPI, "mpirun, or the library for it, is not there")) struct SentenceRunTests {
  private func job() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let demo = WinnowProgram.projectRoot.appending(path: "Demo/sentences").path
    try folder.write(
      """
      name: few sentences
      model: {file: \(demo)/network.onnx, classes: [negative, positive]}
      data:
        text:
          file: \(demo)/sentences.jsonl
          vocabulary: \(demo)/vocabulary.txt
          rationale: verdict
          tokenization: {split: english, length: 16}
        subset: {sample: {count: 20, seed: 1}}
      methods:
        - smug: {k: 8, gamma: 0.5, integration: {points: 20}}
        - rise: {masks: 48}
        - random
      scores: [ground-truth, log-saliency, mask-tests]

      """, to: "job.yaml")
    return folder
  }

  @Test func anyNumberOfRanksStoresTheSame() throws {
    let folder = try job()
    var expected: [ItemRecord] = []
    for ranks in [1, 3] {
      let output = folder.path("out\(ranks)")
      let result = try WinnowProgram.run("run", folder.path("job.yaml"), "--output", output, ranks: ranks)
      #expect(result.status == 0, "\(result.errors)")
      let records = try RunStore(reading: output).records().map { record in
        var record = record
        record.provenance = Provenance(rank: 0, stages: [])
        return record
      }
      #expect(records.count == 20)
      for record in records {
        guard case .explained(let item) = record.outcome else {
          Issue.record("\(record.id) failed: \(record.outcome)")
          continue
        }
        #expect(item.explanations[0].status == "optimal" && item.sentence != nil)
      }
      if expected.isEmpty { expected = records }
      #expect(records == expected)
    }
    let page = try String(contentsOf: URL(filePath: folder.path("out3/report.html")), encoding: .utf8)
    #expect(page.contains("The words of the masks") && page.contains("negative"))
    let exported = try WinnowProgram.run("export", folder.path("out3"), "--output", folder.path("export"))
    #expect(exported.status == 0, "\(exported.errors)")
    let lines = try String(contentsOf: URL(filePath: folder.path("export/items.jsonl")), encoding: .utf8)
    #expect(lines.split(separator: "\n").count == 20 && lines.contains("\"words\":["))
    let report = try WinnowProgram.run(
      "report", folder.path("out3"), "--job", folder.path("job.yaml"), "--output", folder.path("anew"))
    #expect(report.status == 0 && !report.errors.contains("Warning"), "\(report.errors)")
  }

  @Test func oneSentenceIsExplained() throws {
    let folder = try job()
    let result = try WinnowProgram.run(
      "explain", "This time the film feels warm.", "--job", folder.path("job.yaml"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("positive") && result.output.contains("[warm]"), "\(result.output)")
  }
}
