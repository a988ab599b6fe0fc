import Foundation
import Testing

@testable import Reporting

@Suite struct SanityReportTests {
  private static let report = SanityReport(
    title: "x <job>",
    series: [
      .init(name: "IG", measure: "rank-correlation", values: [[0.8, 0.6], [0.1, -0.1]]),
      .init(name: "Edges", measure: "rank-correlation", values: [[1, 1], [1, 1]]),
      .init(name: "SMUG mask", measure: "mask-iou", values: [[0.5], []]),
    ], depths: [(1, "fc"), (4, "conv1")], notes: ["two images"])

  @Test func whatStaysAsItIsFails() {
    #expect(Self.report.series.map(\.isBlindToTheWeights) == [false, true, false])
    let lines = Self.report.lines
    #expect(lines[0].contains("0.70") && lines[0].contains("0.00") && !lines[0].contains("FAILS"))
    #expect(lines[1].contains("FAILS") && lines[2].contains("–"))
  }

  @Test func filesHoldNumbersAndPlots() throws {
    try FakeRun.withFolder { folder in
      #expect(try Self.report.write(to: folder) == ["sanity.csv", "sanity.html"])
      let csv = try String(contentsOf: folder.appendingPathComponent("sanity.csv"), encoding: .utf8)
      #expect(csv.contains("Edges,rank-correlation,4,conv1,1.0,1.0,1.0,2"))
      #expect(csv.contains("SMUG mask,mask-iou,4,conv1,,,,0"))
      let html = try String(contentsOf: folder.appendingPathComponent("sanity.html"), encoding: .utf8)
      #expect(html.contains("x &lt;job&gt;") && html.contains("<svg") && html.contains("two images"))
      #expect(html.components(separatedBy: "<svg").count == 3)
      #expect(html.components(separatedBy: "fails: does not depend").count == 2)
    }
  }
}
