import Foundation
import Saliency
import Scoring
import Storing
import Testing

@testable import Reporting

@Suite struct PaperTests {
  private static let options = {
    var options = ReportOptions(
      title: "Fake_run & more", classNames: FakeRun.classNames, jobText: "name: fake\n",
      settings: [("model", "net.onnx")],
      glossary: filledGlossary)
    options.resamples = 50
    return options
  }()

  /// Beside the scores of the made-up run, insertion and shown shares under two fillings.
  private static let filledGlossary = Glossary(
    methods: FakeRun.glossary.methods,
    scores: FakeRun.glossary.scores
      + [RemovalFill.zero, .blur].flatMap { fill in
        [
          filled("insertion", "Insertion AUC", fill), filled("shown-5", "Shown 5 %", fill),
          filled("shown-20", "Shown 20 %", fill),
        ]
      })

  private static func filled(_ measure: String, _ name: String, _ fill: RemovalFill) -> ScoreDescription {
    ScoreDescription(
      key: measure, name: name, family: .faithfulness, direction: .higher, subjects: [.map], explanation: "Test."
    ).filled(with: fill)
  }

  /// Under zero SMUG is best and IG second; under blur the other way round; the centre box is always last.
  static let records = FakeRun.records(60).map { record -> ItemRecord in
    var record = record
    guard case .explained(var item) = record.outcome else { return record }
    for (method, base) in [("smug", 0.8), ("ig", 0.7), ("centre-box", 0.1)] {
      guard let place = item.explanations.firstIndex(where: { $0.method == method }) else { continue }
      let noise = 0.001 * Double(record.index % 7)
      let blurred = method == "smug" ? 0.6 : base
      item.explanations[place].values += [
        NamedValue("\(method).insertion-zero", base + noise), NamedValue("\(method).insertion-blur", blurred + noise),
      ]
      for (percent, factor) in [(5, 0.5), (20, 1.0)] {
        item.explanations[place].values.append(NamedValue("\(method).shown-\(percent)-zero", factor * base))
      }
    }
    record.outcome = .explained(item)
    return record
  }

  private static let comparison = {
    var statistics = DatasetStatistics(glossary: filledGlossary)
    for record in records { statistics.add(record) }
    return MethodComparison(statistics, leading: "smug", glossary: filledGlossary, bootstrap: Bootstrap(resamples: 50))
  }()

  @Test func standingsAreAgainstTheBest() throws {
    let cells = Self.comparison.cells
    #expect(cells["smug"]?["insertion-zero"]?.standing == .best)
    #expect(cells["ig"]?["insertion-blur"]?.standing == .best)
    guard case .behind(let p)? = cells["centre-box"]?["insertion-zero"]?.standing else {
      Issue.record("the centre box is not behind")
      return
    }
    #expect(p < 0.001)
    // As good as the best: the same numbers.
    #expect(cells["smug"]?["auc"]?.standing?.isLeading == true)
  }

  @Test func ranksFlipWithTheFilling() throws {
    let stability = FillStability.all(Self.comparison, bootstrap: Bootstrap(resamples: 50))
    let insertion = try #require(stability.first { $0.name == "Insertion AUC" })
    #expect(insertion.fills == ["zero", "blur"] && insertion.subjects == ["smug", "ig", "centre-box"])
    #expect(insertion.ranks == [[1, 2, 3], [2, 1, 3]])
    // Sums of ranks 3, 3, 6, by hand.
    #expect(insertion.concordance == Estimate(value: 0.75, lower: 0.75, upper: 0.75))
  }

  @Test func areaCurvesHoldMapsAndMasks() throws {
    let curves = AreaCurves.all(Self.comparison, bootstrap: Bootstrap(resamples: 50))
    let zero = try #require(curves.first { $0.fill == "zero" })
    #expect(zero.curves.map(\.subject) == ["smug", "ig", "centre-box"])
    #expect(zero.curves[0].points.map(\.share) == [0.05, 0.2])
    #expect(abs(zero.curves[0].points[0].probability.value - 0.4) < 1e-12)
    #expect(zero.masks.map(\.subject) == ["smug-mask"])
    let areas = Self.records.compactMap { $0.explained?.keptShare }
    #expect(abs(zero.masks[0].share.value - areas.reduce(0, +) / Double(areas.count)) < 1e-12)
  }

  @Test func groupsHoldEveryItemOnceByConfidence() {
    let groups = ItemGroup.groups(of: Self.comparison.rows)
    #expect(groups.map(\.key) == ["right", "wrong", "least-sure", "middle", "surest"])
    let thirds = groups.dropFirst(2)
    #expect(Set(thirds.flatMap { $0.rows.map(\.index) }).count == 58 && thirds.map(\.rows.count) == [19, 19, 20])
    let probabilities = thirds.map { $0.rows.map(\.probability) }
    #expect(probabilities[0].max()! <= probabilities[1].min()! && probabilities[1].max()! <= probabilities[2].min()!)
    #expect(groups[0].rows.allSatisfy { $0.isCorrect == true } && groups[1].rows.allSatisfy { $0.isCorrect == false })
  }

  @Test func splitsAreMeansOfTheirItems() throws {
    let splits = MethodSplits(Self.comparison, bootstrap: Bootstrap(resamples: 20))
    let wrong = try #require(splits.groups.firstIndex { $0.key == "wrong" })
    let values = Self.comparison.rows.filter { $0.isCorrect == false }.compactMap { $0.values["smug.lss"] }
    let cell = try #require(splits.cell(wrong, "smug", "lss"))
    #expect(cell.count == values.count && abs(cell.mean.value - values.reduce(0, +) / Double(values.count)) < 1e-12)
    #expect(splits.cell(wrong, "smug", "nothing") == nil)
  }

  @Test func errorsArePredictedByAreaAndDoubt() throws {
    let prediction = try #require(ErrorPrediction(Self.comparison.rows, name: { $0 == "smug" ? "SMUG" : $0 }))
    #expect(prediction.predictors.map(\.key) == ["doubt", "smug/area"])
    #expect(prediction.predictors[1].name == "SMUG: area of the mask")
    let rows = Self.comparison.rows
    let expected = try #require(
      ROCArea(
        rows.filter { $0.isCorrect == false }.compactMap { $0.values["smug/area"] },
        rows.filter { $0.isCorrect == true }.compactMap { $0.values["smug/area"] }))
    #expect(prediction.predictors[1].area == expected)
    // Where the label is explained, its probability would give the answer away.
    let labels = rows.map { row in
      var row = row
      row.target = row.label!
      return row
    }
    #expect(ErrorPrediction(labels, name: { $0 }) == nil)
  }

  @Test func everythingForAPaperIsWritten() throws {
    try FakeRun.withFolder { folder in
      let writer = PaperWriter(directory: folder, options: Self.options, version: "9.9")
      let files = try writer.write(from: Self.records)
      for name in [
        "methods.csv", "settings.txt", "CITATION.cff", "paper.tex", "table-insertion.tex", "figures/shown-zero.pdf",
      ] {
        #expect(files.contains(name), "\(name)")
      }
      let table = try String(contentsOf: folder.appendingPathComponent("table-insertion.tex"), encoding: .utf8)
      #expect(table.contains("\\toprule") && table.contains("SMUG & \\textbf{0.803}") && table.contains("Kendall's W"))
      let markdown = try String(contentsOf: folder.appendingPathComponent("methods.md"), encoding: .utf8)
      #expect(markdown.contains("| SMUG | **0.803** (0.802 to 0.803) | 0.603"))
      let rows = table.split(separator: "\n").filter { $0.hasSuffix("\\\\") && $0.contains(" & ") }
      #expect(rows.count == 7 && rows.allSatisfy { $0.count { $0 == "&" } == 2 })
      let lines = try String(contentsOf: folder.appendingPathComponent("methods.csv"), encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(lines.allSatisfy { $0.count == MethodTableFile.header.count })
      #expect(lines.contains { $0[0] == "all" && $0[2] == "smug" && $0[4] == "insertion-zero" && $0[15] == "best" })
      #expect(
        Set(lines.dropFirst().map { String($0[0]) }) == ["all", "right", "wrong", "least-sure", "middle", "surest"])
      let settings = try String(contentsOf: folder.appendingPathComponent("settings.txt"), encoding: .utf8)
      #expect(settings.contains("model: net.onnx") && settings.contains("name: fake"))
      if let keep = ProcessInfo.processInfo.environment["WINNOW_KEEP_PAPER"] {
        try? FileManager.default.removeItem(atPath: keep)
        try FileManager.default.copyItem(atPath: folder.path, toPath: keep)
      }
    }
  }

  @Test func aRunWithoutScoresHasNoTable() throws {
    let bare = FakeRun.records(3).map { record -> ItemRecord in
      var record = record
      guard case .explained(var item) = record.outcome else { return record }
      for place in item.explanations.indices { item.explanations[place].values = [] }
      record.outcome = .explained(item)
      return record
    }
    try FakeRun.withFolder { folder in
      let writer = PaperWriter(directory: folder, options: Self.options, version: "9.9")
      #expect(throws: ReportingError.noScores(path: folder.path)) { try writer.write(from: bare) }
      #expect(throws: ReportingError.empty(path: folder.path)) { try writer.write(from: [ItemRecord]()) }
    }
  }

  @Test func theSourcesAreCitedAsTheFileSays() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = try String(contentsOf: root.appendingPathComponent("CITATION.cff"), encoding: .utf8)
    let version = try #require(file.split(separator: "\n").first { $0.hasPrefix("version: ") }).dropFirst(9)
    #expect(file == Citation.file(version: String(version)))
  }

  @Test func textIsEscapedForLaTeX() {
    #expect(LaTeXText.escaped("50 % of a_b & \\x") == "50 \\% of a\\_b \\& \\textbackslash{}x")
    #expect(LaTeXText.heading("Log saliency score ↓") == "\\shortstack[r]{Log\\\\saliency\\\\score $\\downarrow$}")
    #expect(LaTeXText.number(-0.0001, decimals: 2) == "0.00" && LaTeXText.number(-1.5, decimals: 1) == "$-$1.5")
  }
}
