import Foundation
import Storing
import TestSupport
import Testing

private let hasPython = ["/usr/bin", "/usr/local/bin"].contains {
  FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}

/// Models that give only scores, and variations, through the whole program.
@Suite(.enabled(if: WinnowProgram.hasMPI && hasPython, "mpirun or python3 is not installed"))
struct BlackBoxTests {
  private func outcomes(_ directory: String) throws -> [ItemRecord] {
    try RunStore(reading: directory).records().map { record in
      var record = record
      record.provenance = Provenance(rank: 0, stages: [])
      return record
    }
  }

  /// Two images of each of the demo's first classes, and a job over them.
  private func job(_ folder: TemporaryFolder, program: String, rest: String) throws -> String {
    let images = WinnowProgram.projectRoot.appending(path: "Demo/pictures")
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: images.path).sorted().prefix(4) {
      let kind = images.appending(path: name)
      let target = folder.url.appending(path: "pictures/\(name)")
      try files.createDirectory(at: target, withIntermediateDirectories: true)
      for image in try files.contentsOfDirectory(atPath: kind.path).sorted().prefix(2) {
        try files.copyItem(at: kind.appending(path: image), to: target.appending(path: image))
      }
    }
    try folder.write(program, to: "model.py")
    try folder.write(
      """
      model: {command: [python3, model.py], batch: 16, timeout: 20}
      data: {folder: pictures}
      \(rest)

      """, to: "job.yaml")
    return folder.path("job.yaml")
  }

  private func example() throws -> String {
    try String(
      contentsOf: WinnowProgram.projectRoot.appending(path: "docs/examples/black_box_model.py"), encoding: .utf8)
  }

  @Test func aProgramIsExplainedAndVariedAlikeOnAnyNumberOfRanks() throws {
    let folder = try TemporaryFolder()
    let job = try job(
      folder, program: example(),
      rest: """
        methods:
          - adaptive-masks: {grid: 4, steps: 32, chains: 8, stability: none}
          - rise: {grid: 4, masks: 32, chains: 8}
          - occlusion: {patch: 32}
          - random
          - centre-box
        variations: {of: rise, share: 0.1, restarts: 2, iterations: 8, generator: {components: 3}}
        """)
    var expected: [ItemRecord] = []
    for ranks in [1, 3] {
      let output = folder.path("run-\(ranks)")
      let result = try WinnowProgram.run("run", job, "--output", output, ranks: ranks)
      #expect(result.status == 0, "\(result.errors)")
      let records = try outcomes(output)
      #expect(records.count == 8)
      for record in records {
        guard case .explained(let item) = record.outcome else {
          Issue.record("\(record.id) failed: \(record.outcome)")
          continue
        }
        #expect(
          item.explanations.map(\.method)
            == ["adaptive-masks", "rise", "occlusion", "random", "centre-box", "variations"])
        #expect(item.explanations[0][value: "passes"] == 32)
        let varied = item.explanations[5]
        #expect(varied.images.first?.name == "removed")
        #expect(varied[value: "kept"] == Double(varied.images.count - 1))
        #expect(varied.images.allSatisfy { $0.height == 64 && $0.width == 64 && $0.channels == 3 })
      }
      if expected.isEmpty { expected = records }
      let same = records == expected
      #expect(same, "\(ranks) ranks")
    }
    let report = try String(contentsOf: folder.url.appending(path: "run-1/report.html"), encoding: .utf8)
    #expect(report.contains("id=\"variations\"") && report.contains("what was removed"))
  }

  /// The program compares the sums of both halves, and what is hidden is black: one window of the brighter half is the least
  /// that is enough, and no window of the other half ever helps.
  @Test("What is enough for a program that gives only scores is found, and shown in the report")
  func sufficientMasksOfAProgram() throws {
    let folder = try TemporaryFolder()
    let program = try example().replacing(
      "    means = [min(1.0, max(0.0, sum(values) / len(values))) for values in batch]",
      with: """
            halves = [[sum(v for i, v in enumerate(values) if (i % shape[2] >= shape[2] // 2) == half) for half in (0, 1)]
                      for values in batch]
            return [[(left + 1e-6) / (left + right + 2e-6), (right + 1e-6) / (left + right + 2e-6)] for left, right in halves]
        """
    ).replacing("    return [[1 - mean, mean] for mean in means]\n", with: "")
    let job = try job(
      folder, program: program,
      rest: """
        preprocessing: {resize: {width: 16, height: 16}}
        methods: [{sufficient: {window: 4, passes: 3000, masks: 2, necessary: true, robustness: 10}}]
        """)
    var expected: [ItemRecord] = []
    for ranks in [1, 2] {
      let output = folder.path("run-\(ranks)")
      let result = try WinnowProgram.run("run", job, "--output", output, ranks: ranks)
      #expect(result.status == 0, "\(result.errors)")
      let records = try outcomes(output)
      #expect(records.count == 8)
      for record in records {
        guard case .explained(let item) = record.outcome, let found = item.explanations.first else {
          Issue.record("\(record.id) failed: \(record.outcome)")
          continue
        }
        #expect(found.status == "minimum" && found[value: "windows"] == 1 && found[value: "area"] == 1.0 / 16)
        for mask in found.masks where mask.name != "necessary" {
          #expect(mask.mask.bits.indices.allSatisfy { !mask.mask.bits[$0] || ($0 % 4 >= 2) == (item.target == 1) })
        }
        #expect(found[value: "necessary-class"] == Double(1 - item.target))
      }
      if expected.isEmpty { expected = records } else { #expect(records == expected) }
    }
    let report = try String(contentsOfFile: folder.path("run-1/report.html"), encoding: .utf8)
    #expect(report.contains("<section id=\"enough\">") && report.contains("what it cannot do without"))
  }

  /// The program dies once, on its twentieth batch: one item fails with its last words, the others are explained.
  @Test func aProgramThatDiesCostsOneItem() throws {
    let folder = try TemporaryFolder()
    let dying = try example().replacing(
      "    rows = scores(",
      with: """
            import os
            if os.path.exists("calls"):
                sys.exit("out of cheese") if os.path.getsize("calls") == 20 else None
            open("calls", "a").write("x")
            rows = scores(
        """)
    let job = try job(
      folder, program: dying, rest: "methods: [{rise: {grid: 4, masks: 32, chains: 16, stability: none}}]")
    let result = try WinnowProgram.run(
      "run", job, "--output", folder.path("run"), "--threads", "1", "--no-report", in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let failures = try outcomes(folder.path("run")).compactMap { record -> ItemFailure? in
      if case .failed(let failure) = record.outcome { failure } else { nil }
    }
    // The file keeps its size, so that the program dies at once whenever it is started again.
    #expect(!failures.isEmpty && failures.count < 8)
    #expect(failures.allSatisfy { $0.kind == "model" })
    #expect(failures.first?.message.contains("out of cheese") == true)
  }

  @Test func badJobsAreRefusedInOneSentence() throws {
    let folder = try TemporaryFolder()
    func errors(_ rest: String, program: String = "import sys; sys.exit('no model here')") throws -> String {
      let own = try TemporaryFolder()
      defer { withExtendedLifetime(own) {} }
      let job = try job(own, program: program, rest: rest)
      let result = try WinnowProgram.run("run", job, "--output", folder.path(UUID().uuidString))
      #expect(result.status == 65, "\(result.errors)")
      return result.errors
    }
    #expect(try errors("methods: [smug]").contains("needs a network's layers"))
    #expect(try errors("methods: [rise]\nvariations: {of: risk}").contains("did you mean 'rise'?"))
    #expect(try errors("methods: [rise]\nvariations: {generator: {file: missing.onnx}}").contains("missing.onnx"))
  }
}
