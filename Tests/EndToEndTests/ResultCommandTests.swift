import Foundation
import NumPyFormat
import Testing

/// What people do with finished runs: score them, report them anew, hand them over, compare them.
@Suite struct ResultCommandTests {
  @Test func aScoredRunIsReportedExportedAndCompared() throws {
    let job = try DemoJob(
      images: 1, methods: "  - smug: {k: 100, window: 8, integration: {points: 4}}\n  - ig: {points: 4}")
    try job.edit { $0 + "scores: [ground-truth, log-saliency, mask-tests, form]\n" }
    let first = job.output("first")
    #expect(try WinnowProgram.run("run", job.file, "--output", first, "--no-report").status == 0)
    try job.edit { $0.replacing("window: 8", with: "window: 16") }
    let second = job.output("second")
    #expect(try WinnowProgram.run("run", job.file, "--output", second, "--no-report").status == 0)

    let report = try WinnowProgram.run("report", first, "--job", job.file, "--overlays", "1")
    #expect(report.status == 0 && !report.errors.contains("Warning"), "\(report.errors)")
    let table = try String(contentsOfFile: first + "/results.csv", encoding: .utf8)
    let columns = table.split(separator: "\n")[0].split(separator: ",")
    #expect(
      Set(columns).isSuperset(of: [
        "smug.smug.pointing", "smug.smug-base.lss", "smug.mask.kept-zero", "smug.mask.iou", "ig.ig.gini", "ig.ig.lss",
        "ig.ig.lss-top", "seconds.scores",
      ]), "\(columns)")
    let page = try String(contentsOfFile: first + "/report.html", encoding: .utf8)
    #expect(page.contains("Log saliency score") && page.contains("keep their class on the mask alone"))

    let paper = try WinnowProgram.run("report", first, "--table")
    #expect(paper.status == 0, "\(paper.errors)")
    let method = try String(contentsOfFile: first + "/paper/table-truth.tex", encoding: .utf8)
    #expect(method.contains("\\toprule") && method.contains("SMUG base"), "\(paper.output)")
    #expect(paper.output.contains("/paper/figures/score-lss.pdf"), "\(paper.output)")

    let export = try WinnowProgram.run("export", first, "--output", job.output("export"), "--format", "npy", "jsonl")
    #expect(export.status == 0, "\(export.errors)")
    let maps = try NumPyArray(contentsOf: URL(filePath: job.output("export") + "/maps.ig.ig.npy"))
    #expect(maps.shape == [8, 64, 64])

    let comparison = try WinnowProgram.run("compare", first, second, "--output", job.output("comparison"))
    #expect(comparison.status == 0, "\(comparison.errors)")
    #expect(comparison.output.contains("8 items in common") && comparison.output.contains("measures differ"))
    #expect(!comparison.output.contains("| Kept area |"), "the table is for files")
    #expect(try WinnowProgram.run("compare", first, second, "--table").output.contains("| Kept area |"))
    let alone = try WinnowProgram.run("compare", first)
    #expect(alone.status == 0 && alone.output.contains("| first: maps | SMUG | SMUG base | IG |"), "\(alone.output)")
    for name in ["md", "csv", "tex", "html"] {
      #expect(FileManager.default.fileExists(atPath: job.output("comparison") + "/comparison.\(name)"))
    }
  }

  /// A sweep that stops halfway writes no report; its store knows what the report needs.
  @Test func anUnfinishedRunIsReportedWithClassNamesWithoutItsJob() throws {
    let job = try DemoJob(images: 1, methods: "  - centre-box")
    let run = job.output("run")
    #expect(try WinnowProgram.run("run", job.file, "--output", run, "--shard", "1/2", "--no-report").status == 0)

    let report = try WinnowProgram.run("report", run)
    #expect(report.status == 0, "\(report.errors)")
    let table = try String(contentsOfFile: run + "/results.csv", encoding: .utf8)
    let page = try String(contentsOfFile: run + "/report.html", encoding: .utf8)
    #expect(table.contains(",ring,") && page.contains(">ring<") && !page.contains("class 0"), "\(table)")
  }

  /// A network fed with what it does not know gives one answer to everything: said before the sweep begins.
  @Test func aSweepSaysWhatItFoundAndWhereAnswersMakeNoSense() throws {
    let job = try DemoJob(images: 2, methods: "  - centre-box")
    let note = job.output("note")
    let good = try WinnowProgram.run(
      "run", job.file, "--output", job.output("good"), "--on-end", "echo $WINNOW_EXIT_CODE $WINNOW_OUTPUT > \(note)")
    #expect(good.status == 0 && !good.errors.contains("Warning"), "\(good.errors)")
    #expect(good.errors.contains("- The model names the right class in"), "\(good.errors)")
    #expect(try String(contentsOfFile: note, encoding: .utf8) == "0 \(job.output("good"))\n")
    let status = try WinnowProgram.run("status", job.output("good"), "--watch", "1")
    #expect(status.status == 0 && status.output.contains("16 of 16 items"), "\(status.errors)")

    try job.edit { $0.replacing("std: [64, 64, 64]", with: "std: [64000, 64000, 64000]") }
    let bad = try WinnowProgram.run("run", job.file, "--output", job.output("bad"), "--on-end", "exit 3")
    #expect(bad.status == 0 && bad.errors.contains("of 16 images tried beforehand"), "\(bad.errors)")
    #expect(bad.errors.contains("the values hardly differ from pixel to pixel"), "\(bad.errors)")
    let page = try String(contentsOfFile: job.output("bad") + "/report.html", encoding: .utf8)
    #expect(page.contains("Do these answers make sense? Of 16 items, the values hardly differ"))
    #expect(bad.errors.contains("winnow init") && bad.errors.contains("--on-end ended with 3"), "\(bad.errors)")
  }

  /// Two shards, joined: the tables, the arrays and the report are there, with the images, though no job is named.
  @Test func mergedShardsAreAFinishedRun() throws {
    let job = try DemoJob(images: 1, methods: "  - centre-box")
    let shards = [job.output("one"), job.output("two")]
    for (shard, part) in zip(shards, ["1/2", "2/2"]) {
      let result = try WinnowProgram.run(
        "run", job.file, "--output", shard, "--shard", part, "--set", "overlays=2", "--no-report")
      #expect(result.status == 0, "\(result.errors)")
    }
    let whole = job.output("whole")
    let merged = try WinnowProgram.run("merge", shards[0], shards[1], "--output", whole)
    #expect(merged.status == 0 && merged.errors.isEmpty, "\(merged.errors)")
    #expect(merged.output.contains("8 items, 0 of them failed") && merged.output.contains("report.html"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: whole + "/overlays").count == 2)
    #expect(try String(contentsOfFile: whole + "/report.html", encoding: .utf8).contains("data:image"))

    let other = try WinnowProgram.run("run", job.file, "--output", shards[0], "--shard", "1/2", "--set", "overlays=3")
    #expect(other.status == 73 && other.errors.contains("--set overlays=2"), "\(other.errors)")
  }

  @Test func missingRunsAreNamed() throws {
    for command in ["report", "export", "compare"] {
      let result = try WinnowProgram.run(command, "/nowhere/run")
      #expect(result.status == 73 && result.errors.hasPrefix("Error: /nowhere/run"), "\(result.errors)")
    }
    #expect(try WinnowProgram.run("compare").status == 64)
  }
}
