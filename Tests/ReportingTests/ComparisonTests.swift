import Foundation
import Scoring
import Storing
import Testing

@testable import Reporting

@Suite struct ComparisonTests {
  /// The same items with the area of the masks and the probability changed by known amounts.
  static let reference = FakeRun.records(60)
  static let other = reference.map { record -> ItemRecord in
    var record = record
    guard case .explained(var item) = record.outcome else { return record }
    item.probability -= 0.25
    let window = item.explanations[0].masks[0]
    item.explanations[0].masks[0].mask.bits = window.mask.bits.map { !$0 }
    item.explanations[0].values[2].value = 1 - item.explanations[0].values[2].value
    record.outcome = .explained(item)
    return record
  }.reversed()

  @Test func alignsItemsByName() throws {
    let comparison = try RunComparison(
      [("a", Self.reference), ("b", Array(Self.other))], glossary: FakeRun.glossary, bootstrap: Bootstrap(resamples: 50)
    )
    #expect(comparison.common == 58 && comparison.isComplete && comparison.leftOver == [0, 0])
    let probability = try #require(comparison.measures.first { $0.name == "probability" })
    let test = try #require(probability.tests[1])
    #expect(abs(test.difference.value + 0.25) < 1e-12 && test.smaller == 58)
    #expect(probability.tests[0] == nil)
    #expect(try #require(probability.adjustedP[1]) >= test.pValue)
    let agreement = comparison.agreements[0]
    #expect(agreement.samePrediction == 58 && agreement.maskIoU.maximum == 0)
    let same = try #require(comparison.measures.first { $0.name == "ig.pointing" })
    #expect(same.tests[1]?.pValue == 1)
  }

  @Test func sampledRunsHoldTheSameItems() throws {
    let comparison = try RunComparison(
      [("a", Self.reference), ("b", Array(Self.other))], capacity: 20, bootstrap: Bootstrap(resamples: 20))
    #expect(comparison.common == 20 && !comparison.isComplete)
  }

  @Test func thinnedPlotsSaySo() throws {
    let many = (0..<1200).map { index -> ItemRecord in
      var record = Self.reference[index % 17]
      (record.index, record.id) = (index, "\(index).png")
      return record
    }
    let html = try ComparisonWriter.html(
      RunComparison([("a", many), ("b", many)], glossary: FakeRun.glossary, bootstrap: Bootstrap(resamples: 2)))
    #expect(html.contains("1000 of 1200 items.") && html.components(separatedBy: "<circle").count <= 7001)
  }

  @Test func tablesAreWellFormed() throws {
    let comparison = try RunComparison(
      [("run_a", Self.reference), ("b|c", Array(Self.other))], glossary: FakeRun.glossary,
      bootstrap: Bootstrap(resamples: 20))
    let rows = comparison.markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == comparison.measures.count + 2)
    #expect(comparison.latex.contains("run\\_a") && comparison.latex.contains("\\bottomrule"))
    let table = comparison.latex.split(separator: "\n").filter { $0.hasSuffix("\\\\") }
    #expect(table.allSatisfy { $0.replacing("\\&", with: "").count { $0 == "&" } == 4 })
    let csv = comparison.csv.split(separator: "\n")
    #expect(csv.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 11 })
  }

  @Test func mapsAndMasksAreComparedWithinAndBetweenRuns() throws {
    let few = Array(Self.reference.prefix(8))
    let other = Array(Self.other).filter { record in few.contains { $0.id == record.id } }
    let agreement = try MapAgreement(
      [("a", few), ("b", other)], glossary: FakeRun.glossary, bootstrap: Bootstrap(resamples: 20))
    #expect(agreement.items == 8)
    // Four maps and one mask in each run; between the runs each once.
    #expect(agreement.pairs.count == 2 * 6 + 5 && agreement.matrices.map(\.subjects.count) == [4, 4])
    let across = Dictionary(uniqueKeysWithValues: agreement.acrossRuns.map { ($0.first.key, $0.likeness.value) })
    // The maps are the same, the other run's masks the opposite.
    #expect(across["ig"] == 1 && across["smug-mask"] == 0)
    let close = try #require(
      agreement.pairs.first { $0.first.key == "smug" && $0.second.key == "smug-base" && $0.first.run == 0 })
    let far = try #require(
      agreement.pairs.first { $0.first.key == "smug" && $0.second.key == "centre-box" && $0.first.run == 0 })
    #expect(close.likeness.value > far.likeness.value && close.items == 8)
    let rows = agreement.markdown.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 2 * (4 + 2) + 5 + 2)
    #expect(agreement.csv.split(separator: "\n").count == 18)
  }

  @Test func oneRunComparesItsMethods() throws {
    try FakeRun.withFolder { folder in
      let agreement = try MapAgreement(
        [("a", Array(Self.reference.prefix(4)))], glossary: FakeRun.glossary, bootstrap: Bootstrap(resamples: 20))
      try ComparisonWriter(directory: folder).write(agreement)
      let page = try String(contentsOf: folder.appendingPathComponent("comparison.html"), encoding: .utf8)
      #expect(page.contains("Maps and masks") && page.contains("a: maps") && !page.contains("id=\"measures\""))
    }
  }

  @Test func runsOfDifferentDataAreRefused() throws {
    var strange = FakeRun.record(0)
    strange.id = "elsewhere.png"
    #expect(throws: ReportingError.nothingInCommon(["a", "b"])) {
      try RunComparison([("a", Self.reference), ("b", [strange])])
    }
  }

  @Test func exportsEveryFormat() throws {
    try FakeRun.withFolder { folder in
      let result = try RunExport(directory: folder, classNames: FakeRun.classNames).write(
        from: Array(Self.reference.prefix(20)))
      #expect(result.leftOut == 0)
      #expect(
        Set(result.files)
          == [
            "maps.centre-box.centre-box.npy", "maps.ig.ig.npy", "maps.smug.smug-base.npy", "maps.smug.smug.npy",
            "masks.smug.smug.npy", "truth.npy", "index.csv", "results.csv", "items.jsonl",
          ])
      let lines = try String(contentsOf: folder.appendingPathComponent("items.jsonl"), encoding: .utf8)
        .split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
      #expect(lines.count == 20)
      #expect(lines[17]?["failure"] as? String == "unreadable")
      let explanations = try #require(lines[3]?["explanations"] as? [[String: Any]])
      let mask = try #require((explanations[0]["masks"] as? [[String: Any]])?.first)
      #expect((mask["bits"] as? String)?.count == 22 * 22)
      #expect((explanations[0]["values"] as? [String: Any])?["constraints"] as? Double == 400)
    }
  }
}
