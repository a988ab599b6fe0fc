import Foundation
import Saliency
import Storing
import Testing

@testable import Reporting

/// Masks that ask for nothing, which are nothing to praise.
@Suite struct ProofCountTests {
  private func record(_ index: Int, status: String, vacuous: Double) -> ItemRecord {
    var record = FakeRun.record(index)
    guard case .explained(var item) = record.outcome else { return record }
    item.explanations[0].status = status
    item.explanations[0].values.append(NamedValue("vacuous", vacuous))
    record.outcome = .explained(item)
    return record
  }

  private func statistics(_ records: [ItemRecord]) -> DatasetStatistics {
    var statistics = DatasetStatistics(glossary: FakeRun.glossary)
    for record in records { statistics.add(record) }
    return statistics
  }

  private func report(_ records: [ItemRecord]) throws -> String {
    try FakeRun.withFolder { folder in
      _ = try ReportWriter(directory: folder, options: ReportWriterTests.options)
        .write(from: records, image: FakeRun.image)
      return try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
    }
  }

  @Test func emptyMasksAreCountedApart() throws {
    // Of 400 constraints each.
    let records = [
      record(0, status: "optimal", vacuous: 0), record(1, status: "empty", vacuous: 400),
      record(2, status: "feasible", vacuous: 100), record(3, status: "optimal", vacuous: 100),
    ]
    let found = statistics(records)
    #expect(found.proofs == ProofCounts(minimal: 2, unfinished: 1, empty: 1))
    #expect(found.vacuousShare == 600.0 / 1600)
    let html = try report(records)
    #expect(html.contains("2 of 4 masks are proven minimal") && html.contains("1 are empty: they ask for nothing"))
    #expect(html.contains("These masks say little: 1 of 4 masks are empty"))
    #expect(html.contains("empty: it asks for nothing"))
  }

  @Test func proofsOfMasksThatAskForLittleAreNotPraised() throws {
    let little = (0..<4).map { record($0, status: "optimal", vacuous: 300) }
    #expect(statistics(little).vacuousShare == 0.75)
    let html = try report(little)
    #expect(html.contains("of the chosen neurons stay on with everything hidden"))
    #expect(!html.contains("Every mask is proven"))
    let much = try report((0..<4).map { record($0, status: "optimal", vacuous: 100) })
    #expect(much.contains("Every mask is proven") && !much.contains("These masks say little"))
  }

  @Test func theReportSaysWhatSettledTheMasks() throws {
    var records = (0..<2).map { record($0, status: "optimal", vacuous: 0) }
    for index in records.indices {
      guard case .explained(var item) = records[index].outcome else { continue }
      item.explanations[0].values += [
        NamedValue("solver-components", 6), NamedValue("settled-by-elimination", 5),
        NamedValue("settled-by-branch-and-bound", 1), NamedValue("confirmed-by-z3", 6),
      ]
      records[index].outcome = .explained(item)
    }
    #expect(
      statistics(records).engines
        == EngineCounts(
          components: 12, settled: [.init(name: "elimination", count: 10), .init(name: "branch and bound", count: 2)],
          confirmed: 12))
    let html = try report(records)
    #expect(html.contains("settled by: elimination 10, branch and bound 2. Z3 proved 12 of them again"))
    #expect(statistics(FakeRun.records(3)).engines == EngineCounts())
  }

  @Test func recordsThatDoNotSayHaveNoShare() {
    #expect(statistics(FakeRun.records(5)).vacuousShare == nil)
  }
}
