import Foundation
import NumPyFormat
import Saliency
import Storing
import Testing

@testable import Reporting

/// Reports of sentences: words of the masks, shaded words, tables and arrays.
@Suite struct SentenceReportTests {
  /// Class 1 keeps "good", class 0 "bad"; both keep "the" once.
  private static func records() -> [ItemRecord] {
    (0..<40).map { index in
      let target = index % 2
      let cue = target == 1 ? "good" : "bad"
      let words = index % 4 < 2 ? ["the", "film", "is", cue] : ["a", "\(cue)", "<b>plot</b>"]
      let bits = words.map { $0 == cue || (index < 2 && $0 == "the") }
      let map = words.map { $0 == cue ? Float(1) : $0 == "film" ? -0.5 : 0.1 }
      let smug = ExplanationRecord(
        method: "smug", status: "optimal",
        values: [
          NamedValue("cost", Double(bits.count { $0 })), NamedValue("bound", Double(bits.count { $0 })),
          NamedValue("area", Double(bits.count { $0 }) / Double(bits.count)), NamedValue("mask.kept-zero", 1),
          NamedValue("smug.lss", 0.1),
        ],
        maps: [SaliencyMapRecord(name: "smug", height: 1, width: words.count, values: map)],
        masks: [MaskRecord(name: "smug", height: 1, width: words.count, window: 1, bits: bits)])
      let ig = ExplanationRecord(
        method: "ig", values: [NamedValue("ig.lss", 0.3 + Double(index % 3) * 0.01)],
        maps: [SaliencyMapRecord(name: "ig", height: 1, width: words.count, values: map.reversed())])
      let item = ExplainedItem(
        target: target, predicted: target, probability: 0.9, explanations: [smug, ig],
        sentence: SentenceRecord(words: words, rationale: words.map { $0 == cue }))
      return ItemRecord(
        index: index, id: "s\(index)", label: target, outcome: .explained(item),
        provenance: Provenance(rank: 0, stages: []))
    }
  }

  private struct NoImage: Error {}

  @Test func wordsOfTheMasksAreCounted() throws {
    var (whole, first, second) = (WordStatistics(), WordStatistics(), WordStatistics())
    for (index, record) in Self.records().enumerated() {
      guard let item = record.explained else { continue }
      whole.add(item)
      if index < 15 { first.add(item) } else { second.add(item) }
    }
    second.merge(first)
    #expect(whole == second)
    let words = whole.keptWords(of: 1)
    #expect(words.map(\.word) == ["good", "the"])
    let good = try #require(words.first)
    #expect(good.counts == .init(occurrences: 20, kept: 20, sentences: 20, keptSentences: 20))
    // 21 of 70 words of the class are kept; every second mask is of this class.
    #expect(abs(good.lift - 70.0 / 21) < 1e-12 && abs(good.classLift - 2) < 1e-12 && good.strength > 50)
    #expect(words[1].strength < 0 && words[1].counts.keptSentences == 1)
  }

  @Test func everythingIsWritten() throws {
    try FakeRun.withFolder { folder in
      var options = ReportOptions(
        title: "Sentences", classNames: ["negative", "positive"], glossary: FakeRun.glossary)
      options.resamples = 20
      let summary = try ReportWriter(directory: folder, options: options).write(from: Self.records()) { _ in
        throw NoImage()
      }
      #expect(summary.warnings.isEmpty)
      #expect(Set(summary.files).isSuperset(of: ["words.csv", "kept-words.csv", "masks.npy", "report.html"]))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("overlays").path))
      func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      }
      let words = try text("words.csv").split(separator: "\n")
      #expect(words[0] == "index,path,position,word,kept,rationale,smug,ig")
      #expect(words.count == 1 + 20 * 4 + 20 * 3)
      #expect(words[1].hasPrefix("0,s0,0,the,1,0,"))
      #expect(try text("kept-words.csv").contains("1,positive,good,20,20,20,20,1,"))
      let masks = try NumPyArray(contentsOf: folder.appendingPathComponent("masks.npy"))
      #expect(masks.shape == [140])
      #expect(try text("index.csv").contains("masks.npy,8,2,s2,3\n"))
      let page = try text("report.html")
      #expect(page.contains("The words of the masks") && page.contains("of the words kept (median)"))
      #expect(page.contains("<mark class=\"kept marked\" style=\"--share:0%\">good</mark>"))
      #expect(page.contains("&lt;b&gt;plot") && !page.contains("<b>plot"))
      #expect(page.contains("bad for negative; good for positive"))
      #expect(!page.contains("Mean mask") && !page.contains("of the image"))
      // The leading map's score is lower, which is better.
      #expect(page.contains("SMUG is better than IG on the same items"))
    }
  }

  @Test(.enabled(if: Browser.executable != nil, "needs chromium, chromium-browser or google-chrome on the PATH"))
  func thePageRuns() throws {
    try FakeRun.withFolder { folder in
      var options = ReportOptions(
        title: "Sentences", classNames: ["negative", "positive"], glossary: FakeRun.glossary)
      options.resamples = 20
      try ReportWriter(directory: folder, options: options, parts: .page).write(from: Self.records()) { _ in
        throw NoImage()
      }
      let report = folder.appendingPathComponent("report.html")
      let exercise = """
        const shown = (key) => Array.from(document.querySelectorAll("#gallery .card:first-child [data-layer=" + key + "]"))
          .every((layer) => getComputedStyle(layer).display !== "none");
        const done = [shown("photo") && !shown("map1") ? "mask" : ""];
        document.querySelector("[data-base=map1]").click();
        done.push(!shown("photo") && shown("map1") ? "map" : "");
        document.documentElement.dataset.exercised = done.join(", ");
        """
      try String(contentsOf: report, encoding: .utf8).replacing("</body>", with: "<script>\(exercise)</script></body>")
        .write(to: report, atomically: true, encoding: .utf8)
      let page = try Browser.open(report)
      #expect(page.errors.isEmpty, "\(page.errors)")
      #expect(page.document.contains("data-ready=\"yes\"") && !page.document.contains("data-error"))
      #expect(page.document.contains("data-exercised=\"mask, map\""))
      // Nothing can be drawn over a sentence.
      #expect(!page.document.contains("data-toggle=\"") && !page.document.contains("class=\"legend\""))
    }
  }

  @Test func linesOfJSONHoldTheWords() throws {
    let record = try #require(Self.records().first)
    let line = String(decoding: try JSONEncoder().encode(ItemLine(record, [])), as: UTF8.self)
    #expect(line.contains("\"words\":[\"the\",\"film\",\"is\",\"bad\"]") && line.contains("\"rationale\":\"0001\""))
  }
}
