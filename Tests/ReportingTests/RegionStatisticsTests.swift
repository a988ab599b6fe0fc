import Foundation
import Reproducibility
import Saliency
import Scoring
import Storing
import Testing

@testable import Reporting

@Suite struct RegionStatisticsTests {
  private func record(_ index: Int, share: Double, error: Double = 0.1, regions: [String: Double] = [:]) -> ItemRecord {
    let names = regions.keys.sorted()
    return ItemRecord(
      index: index, id: "\(index).png", label: index % 2,
      outcome: .explained(
        ExplainedItem(
          target: 0, predicted: 0, probability: 0.9,
          explanations: [
            ExplanationRecord(
              method: "sobol",
              values: [
                NamedValue("interaction-share", share), NamedValue("interaction-share-error", error),
                NamedValue("rows", 64),
              ],
              tables: [
                TableRecord(
                  name: "regions", columns: ["positions", "total", "total-error"], rows: names,
                  values: names.flatMap { [4, regions[$0]!, 0.01] })
              ])
          ])), provenance: Provenance(rank: 0, stages: []))
  }

  @Test func spreadIsSplitIntoBetweenAndWithin() {
    var generator = SeededGenerator(seed: 3)
    var pooled = PooledMean()
    for _ in 0..<20_000 {
      // True values of deviation 0.3, each measured with an error of 0.4: a spread of 0.5.
      pooled.add(1 + 0.3 * generator.normal() + 0.4 * generator.normal(), error: 0.4)
    }
    #expect(abs((pooled.mean?.value ?? 0) - 1) < 0.02)
    #expect(abs((pooled.within ?? 0) - 0.4) < 1e-9)
    #expect(abs((pooled.between ?? 0) - 0.3) < 0.02)
    let half = ((pooled.mean?.upper ?? 0) - (pooled.mean?.lower ?? 0)) / 2
    #expect(abs(half - 1.96 * 0.5 / 20_000.0.squareRoot()) < 2e-4)
  }

  @Test func errorsLargerThanTheSpreadLeaveNoneBetween() {
    var pooled = PooledMean()
    for value in [0.1, 0.2, 0.3] { pooled.add(value, error: 1) }
    pooled.add(.nan, error: 1)
    #expect(pooled.count == 3)
    #expect(pooled.between == 0)
  }

  @Test func anySplitMergesToTheSame() {
    let records = (0..<40).map {
      record($0, share: Double($0) / 7, regions: ["0:good": 0.1 * Double($0 % 3), "1:bad": 0.3, "17": 0.9])
    }
    var whole = DatasetStatistics(glossary: FakeRun.glossary)
    var (left, right) = (DatasetStatistics(glossary: FakeRun.glossary), DatasetStatistics(glossary: FakeRun.glossary))
    for (index, record) in records.enumerated() {
      whole.add(record)
      if index % 3 == 0 { right.add(record) } else { left.add(record) }
    }
    right.merge(left)
    #expect(right.regions == whole.regions)
    let strongest = whole.regions.classes[0]?.strongest(5) ?? []
    // Words lose their position; superpixels' numbers mean nothing elsewhere.
    #expect(strongest.map(\.region) == ["bad", "good"])
    #expect(strongest.map(\.items) == [20, 20])
    #expect(abs((strongest.first?.total ?? 0) - 0.3) < 1e-9)
    #expect(whole.regions.pooled.keys.sorted() == ["interaction-share"])
  }

  @Test func reportAndTableShowTheRegions() throws {
    let records = (0..<6).map { record($0, share: 0.25, regions: ["0,0": 0.5, "0,1": -0.01]) }
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(
        directory: folder, options: ReportOptions(title: "Regions", glossary: FakeRun.glossary), parts: [.table, .page])
      let summary = try writer.write(from: records, image: FakeRun.image)
      #expect(summary.files.contains("regions.csv"))
      let csv = try String(contentsOf: folder.appendingPathComponent("regions.csv"), encoding: .utf8)
      let lines = csv.split(separator: "\n")
      #expect(lines.count == 13)
      #expect(lines[0].hasPrefix("index,id,kind,name,positions,first"))
      #expect(lines[2] == "0,0.png,region,\"0,1\",4,,,,,-0.01,0.01,,,,,,")
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(html.contains("id=\"regions\"") && html.contains("0,0 (0.5)"))
    }
  }

  @Test func modelsAreComparedOverTheSameItems() throws {
    // A true deviation of 0.3 between items, seen without error by the first model and with one by the second, whose
    // median lies 0.5 higher; one item of it is far off.
    let shares = (0..<21).map { 0.3 * (Double($0) - 10) / 6.055 }
    let first = shares.enumerated().map { record($0.offset, share: $0.element, error: 0) }
    let second = shares.enumerated().map { index, share in
      record(index, share: index == 20 ? 100 : share + 0.5, error: 0.1)
    }
    let comparison = try RunComparison(
      [("a", first), ("b", second)], glossary: FakeRun.glossary, bootstrap: Bootstrap(resamples: 50))
    #expect(!comparison.measures.contains { $0.name == "sobol/interaction-share-error" })
    let regions = try #require(RegionComparison(comparison.rows, FakeRun.glossary))
    #expect(regions.measures.map(\.name) == ["interaction-share"])
    let cells = regions.measures[0].cells
    #expect(abs((cells[0]?.median?.value ?? .nan)) < 1e-12 && abs((cells[1]?.median?.value ?? .nan) - 0.5) < 1e-12)
    #expect(abs((cells[0]?.pooled.between ?? .nan) - 0.3) < 0.02 && cells[0]?.pooled.within == 0)
    #expect(abs((cells[1]?.pooled.within ?? .nan) - 0.1) < 1e-9)
    #expect(comparison.markdown.contains("| Median [95 % interval] | a | b |"))
    let html = try ComparisonWriter.html(comparison)
    #expect(html.contains("id=\"regions\"") && html.contains("class=\"interval"))
    #expect(RegionComparison([[], []], FakeRun.glossary) == nil)
  }

  @Test func theRateIsHeldAgainstTheBareNetworks() throws {
    var records = (0..<4).map { record($0, share: 0.25) }
    for index in records.indices {
      guard case .explained(var item) = records[index].outcome else { continue }
      item.explanations[0].values.append(NamedValue("passes", 90))
      records[index].outcome = .explained(item)
      records[index].provenance.stages =
        [Provenance.Stage("sobol", 1)] + (index == 0 ? [Provenance.Stage("bare-pass", 0.01)] : [])
    }
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(
        directory: folder, options: ReportOptions(title: "Rate", glossary: FakeRun.glossary), parts: [.page])
      _ = try writer.write(from: records, image: FakeRun.image)
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(
        html.contains("90 forward passes an item, 90 a second of each worker, 90\u{202F}% of the bare network’s 100")
          || html.contains("90 forward passes an item, 90 a second of each worker, 90"))
    }
  }
}
