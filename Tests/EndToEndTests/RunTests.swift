import Foundation
import NumPyFormat
import Storing
import TestSupport
import Testing

/// The whole program on real images, under real mpirun.
@Suite(.enabled(if: WinnowProgram.hasMPI, "mpirun, or the library for it, is not there")) struct RunTests {
  /// A run's records without the part that may differ between runs.
  private func results(_ directory: String) throws -> [ItemRecord] {
    try RunStore(reading: directory).records().map { record in
      var record = record
      record.provenance = Provenance(rank: 0, stages: [])
      return record
    }
  }

  @Test func anyNumberOfRanksStoresTheSame() throws {
    let job = try DemoJob(images: 1)
    var expected: [ItemRecord] = []
    for ranks in [1, 2, 4] {
      let output = job.output("\(ranks)")
      let result = try WinnowProgram.run("run", job.file, "--output", output, ranks: ranks)
      #expect(result.status == 0, "\(result.errors)")
      let records = try results(output)
      #expect(records.count == 8)
      for record in records {
        guard case .explained(let item) = record.outcome else {
          Issue.record("\(record.id) failed: \(record.outcome)")
          continue
        }
        #expect(item.explanations[0].status == "optimal")
        #expect(item.explanations[0][value: "cost"] == item.explanations[0][value: "bound"])
      }
      if expected.isEmpty { expected = records }
      #expect(records == expected)
      for name in ["masks.npy", "saliency.npy"] {
        let url = URL(filePath: output).appending(path: name)
        let first = URL(filePath: job.output("1")).appending(path: name)
        #expect(try Data(contentsOf: url) == Data(contentsOf: first), "\(name) with \(ranks) ranks")
      }
    }
  }

  @Test func leavesTheResultsThatTheDocumentationPromises() throws {
    let job = try DemoJob(images: 1, methods: "  - smug: {k: 200, integration: {points: 8}}\n  - centre-box")
    let result = try WinnowProgram.run("run", job.file, "--output", job.output())
    #expect(result.status == 0, "\(result.errors)")
    let output = URL(filePath: job.output())
    let csv = try String(contentsOf: output.appending(path: "results.csv"), encoding: .utf8)
    #expect(csv.split(separator: "\n").count == 9)
    #expect(csv.hasPrefix("index,path,label"))
    let masks = try NumPyArray(contentsOf: output.appending(path: "masks.npy"))
    #expect(masks.shape == [8, 64, 64])
    let saliency = try NumPyArray(contentsOf: output.appending(path: "saliency.npy"))
    #expect(saliency.shape == [8, 64, 64])
    #expect(try FileManager.default.contentsOfDirectory(atPath: output.appending(path: "overlays").path).count == 2)
    let report = try String(contentsOf: output.appending(path: "report.html"), encoding: .utf8)
    #expect(report.contains("</html>") && !report.contains("http://") && !report.contains("src=\"https"))
  }

  @Test func killedInTheMiddleAndStartedAgain() throws {
    let job = try DemoJob(images: 3)
    let whole = try WinnowProgram.run("run", job.file, "--output", job.output("whole"), "--no-report", ranks: 2)
    #expect(whole.status == 0, "\(whole.errors)")

    let output = job.output("killed")
    var kills = 0
    for _ in 0..<3 {
      let program = try WinnowProgram(["run", job.file, "--output", output, "--no-report"], ranks: 2)
      // Once something is stored there is something to lose.
      let before = kills == 0 ? 0 : stored(output)
      while program.process.isRunning, stored(output) < before + 4 { usleep(20_000) }
      if program.process.isRunning { kills += 1 }
      kill(program.process.processIdentifier, SIGKILL)
      _ = try program.result()
      // mpirun's ranks follow it into death; the store must be free before the next start.
      while (try? RunStore(reading: output)) == nil, FileManager.default.fileExists(atPath: output) { usleep(50_000) }
    }
    #expect(kills > 0, "the sweep was too quick to be killed")
    let last = try WinnowProgram.run("run", job.file, "--output", output, "--no-report", ranks: 2)
    #expect(last.status == 0, "\(last.errors)")
    #expect(try results(output) == results(job.output("whole")))
  }

  /// Records in a store that may be in use: what its status file says.
  private func stored(_ output: String) -> Int {
    guard let data = try? Data(contentsOf: URL(filePath: output).appending(path: "status.json")),
      let status = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    else { return 0 }
    return status["done"] as? Int ?? 0
  }

  @Test func reportsWhatIsThereWhileTheSweepRuns() throws {
    let job = try DemoJob(images: 2)
    let output = job.output()
    let program = try WinnowProgram(["run", job.file, "--output", output], ranks: 2)
    while program.process.isRunning, committed(output, job.folder) == 0 { usleep(20_000) }
    // Stopped ranks cannot end the sweep before the page is written.
    let ranks = program.ranks
    for rank in ranks { kill(rank, SIGSTOP) }
    let early = try WinnowProgram.run("report", output)
    let page = (try? String(contentsOfFile: output + "/report.html", encoding: .utf8)) ?? ""
    let files = try FileManager.default.contentsOfDirectory(atPath: output)
    for rank in ranks { kill(rank, SIGCONT) }
    let whole = try program.result()
    #expect(early.status == 0 && early.errors.contains("of 16 items, still running, as of"), "\(early.errors)")
    #expect(page.contains("of 16 items, still running, as of"))
    // Which image is stored first depends on the ranks.
    let classes = try FileManager.default.contentsOfDirectory(atPath: job.folder.path("pictures"))
    #expect(classes.contains { page.contains(">\($0)<") } && page.contains("data:image"))
    #expect(!files.contains("results.csv") && !files.contains { $0.hasPrefix(".snapshot") }, "\(files)")

    #expect(whole.status == 0, "\(whole.errors)")
    let last = try String(contentsOfFile: output + "/report.html", encoding: .utf8)
    #expect(!last.contains("still running") && last.contains("16 items"))
    #expect(try results(output).count == 16)
  }

  private func committed(_ output: String, _ scratch: TemporaryFolder) -> Int {
    (try? RunStore.committed(in: output, scratch: scratch.url).counts().total) ?? 0
  }

  @Test func moreRanksThanImages() throws {
    let job = try DemoJob(images: 1)
    try FileManager.default.removeItem(atPath: job.folder.path("pictures/star"))
    for name in ["bars", "cross", "disc", "ring", "square", "triangle"] {
      try FileManager.default.removeItem(atPath: job.folder.path("pictures/\(name)"))
    }
    let result = try WinnowProgram.run("run", job.file, "--output", job.output(), "--no-report", ranks: 4)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try results(job.output()).count == 1)
  }
}
