import Foundation
import ImageCodecs
import NumPyFormat
import Storing
import Testing

@testable import Reporting

@Suite struct ReportWriterTests {
  static let records = FakeRun.records(60)
  static let options = {
    var options = ReportOptions(
      title: "Fake <run> & \"more\"", classNames: FakeRun.classNames, overlays: .first(3), galleryLimit: 24,
      jobText: "name: fake # <b>\n", settings: [("model", "net.onnx, 12 MB"), ("oneDNN", "2.6.3")],
      glossary: FakeRun.glossary)
    options.resamples = 100
    return options
  }()

  @Test func writesEveryFile() throws {
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(directory: folder, options: Self.options)
      let summary = try writer.write(from: Self.records, image: FakeRun.image)
      #expect(summary.items == 60 && summary.failures == 2)
      #expect(summary.warnings.isEmpty)
      // For looking at what the tests make.
      if let keep = ProcessInfo.processInfo.environment["WINNOW_KEEP_REPORT"] {
        try? FileManager.default.removeItem(atPath: keep)
        try FileManager.default.copyItem(atPath: folder.path, toPath: keep)
      }

      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(html.contains("Fake &lt;run&gt; &amp; &quot;more&quot;"))
      #expect(!html.contains("http://") && !html.contains("https://"), "a report needs no network")
      #expect(html.contains("SMUG base") && html.contains("top left"))
      #expect(html.contains("lies on the true object") && html.contains("data-layer=\"truth\""))
      #expect(html.utf8.count < 3_000_000)

      let overlays = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("overlays").path
      ).sorted()
      #expect(overlays == ["000000-0.png", "000001-1.png", "000002-2.png"])
      let overlay = try RasterImage(
        decoding: Data(contentsOf: folder.appendingPathComponent("overlays/000000-0.png")))
      #expect(overlay.width == 3 * 192 + 2 * 4 && overlay.height == 192)
    }
  }

  @Test func aRunThatIsNotWholeSaysSoAtTheTop() throws {
    var options = Self.options
    func page(_ isRunning: Bool, expected: Int) throws -> String {
      options.coverage = .init(expected: expected, isRunning: isRunning, time: Date(timeIntervalSince1970: 0))
      return try FakeRun.withFolder { folder in
        try ReportWriter(directory: folder, options: options, parts: .page)
          .write(from: Array(Self.records.prefix(5)), image: FakeRun.image)
        return try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      }
    }
    #expect(try page(true, expected: 60).contains(">5 of 60 items, still running, as of 1970-01-01 00:00:00 UTC<"))
    #expect(try page(false, expected: 60).contains(">5 of 60 items, not finished, as of 1970-01-01 00:00:00 UTC<"))
    #expect(try !page(false, expected: 5).contains("class=\"banner\""))
  }

  @Test func answersThatMakeNoSenseAreSaidFirst() throws {
    let odd = Self.records.map { record in
      guard case .explained(var item) = record.outcome else { return record }
      (item.predicted, item.target, item.probability) = (3, 3, 0.25)
      var record = record
      record.outcome = .explained(item)
      return record
    }
    for (records, isOdd) in [(odd, true), (Self.records, false)] {
      try FakeRun.withFolder { folder in
        let findings = try ReportWriter(directory: folder, options: Self.options, parts: .page)
          .write(from: records, image: FakeRun.image).findings
        #expect(findings[0].contains("Do these answers make sense? Of 58 items, the class on top") == isOdd)
      }
    }
  }

  @Test func tableHasALinePerItem() throws {
    try FakeRun.withFolder { folder in
      var writer = ReportWriter(directory: folder, options: Self.options)
      writer.parts = .table
      try writer.write(from: Self.records, image: FakeRun.image)
      let text = try String(contentsOf: folder.appendingPathComponent("results.csv"), encoding: .utf8)
      let lines = text.split(separator: "\n").map { parse(String($0)) }
      #expect(lines.count == 61)
      let header = lines[0]
      #expect(lines.allSatisfy { $0.count == header.count })
      #expect(header.starts(with: ["index", "path", "label", "label_name"]))
      #expect(Set(header).isSuperset(of: ["seconds.solve", "smug.cost", "smug.smug-base.pointing", "ig.ig.auc"]))
      func value(_ line: Int, _ column: String) throws -> String {
        lines[line + 1][try #require(header.firstIndex(of: column))]
      }
      #expect(try value(4, "label_name") == "bar, \"long\"")
      #expect(try value(17, "status") == "failed" && value(17, "message") == "the file ends, \"early\"")
      #expect(try value(17, "failure") == "unreadable" && value(17, "probability") == "")
      #expect(try value(5, "status") == "feasible" && value(0, "status") == "optimal")
      #expect(try Double(value(5, "bound"))! < Double(value(5, "cost"))!)
      guard case .explained(let item) = Self.records[3].outcome else { return }
      #expect(try Double(value(3, "probability")) == item.probability)
    }
  }

  @Test func columnsMayComeLate() throws {
    try FakeRun.withFolder { folder in
      var late = FakeRun.record(1)
      late.provenance.stages.append(Provenance.Stage("stability", 2))
      late.id = "two\nlines"
      let writer = ReportWriter(directory: folder, options: Self.options, parts: .table)
      try writer.write(from: [FakeRun.record(0), late], image: FakeRun.image)
      let lines = try String(contentsOf: folder.appendingPathComponent("results.csv"), encoding: .utf8)
        .split(separator: "\n").map { parse(String($0)) }
      #expect(lines.count == 3 && Set(lines.map(\.count)).count == 1)
      let column = try #require(lines[0].firstIndex(of: "seconds.stability"))
      #expect(lines[1][column] == "" && lines[2][column] == "2")
    }
  }

  @Test func arraysHoldMasksAndMaps() throws {
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(directory: folder, options: Self.options, parts: .arrays)
      let summary = try writer.write(from: Self.records, image: FakeRun.image)
      #expect(summary.files == ["masks.npy", "saliency.npy", "index.csv"])
      let masks = try NumPyArray(contentsOf: folder.appendingPathComponent("masks.npy"))
      let maps = try NumPyArray(contentsOf: folder.appendingPathComponent("saliency.npy"))
      #expect(masks.shape == [58, 64, 64] && masks.type == .uint8)
      #expect(maps.shape == [58, 64, 64] && maps.type == .float32)
      // Row 17 is item 18: item 17 failed.
      let index = try String(contentsOf: folder.appendingPathComponent("index.csv"), encoding: .utf8)
      #expect(index.contains("saliency.npy,17,18,"))
      guard case .explained(let item) = Self.records[18].outcome else { return }
      #expect(Array(maps.floats[17 * 4096..<18 * 4096]) == item.explanations[0].maps[0].map.values)
      let kept = try #require(masks.integers)[17 * 4096..<18 * 4096].reduce(0, +)
      #expect(Double(kept) == item.explanations[0][value: "cost"])
    }
  }

  @Test func otherSizesGetFilesOfTheirOwn() throws {
    try FakeRun.withFolder { folder in
      var odd = FakeRun.record(1)
      odd.outcome = .explained(
        ExplainedItem(
          target: 0, predicted: 0, probability: 1,
          explanations: [
            ExplanationRecord(
              method: "smug",
              maps: [SaliencyMapRecord(name: "smug", height: 2, width: 3, values: [0, 1, 2, 3, 4, 5])],
              masks: [MaskRecord(name: "smug", height: 2, width: 3, window: 2, bits: [true, false])])
          ]))
      let writer = ReportWriter(directory: folder, options: Self.options)
      let summary = try writer.write(from: [FakeRun.record(0), odd], image: FakeRun.image)
      #expect(summary.files.contains("masks-2x3.npy"))
      let masks = try NumPyArray(contentsOf: folder.appendingPathComponent("masks-2x3.npy"))
      #expect(masks.shape == [1, 2, 3] && masks.integers == [1, 1, 0, 1, 1, 0])
    }
  }

  @Test func textIsShownByItsWords() throws {
    try FakeRun.withFolder { folder in
      let table = TableRecord(
        name: "words", columns: ["score", "kept"], rows: ["a", "<fine>", "film"], values: [-1, 0, 4, 1, .nan, 1])
      let record = ItemRecord(
        index: 0, id: "reviews.csv#1", label: 1,
        outcome: .explained(
          ExplainedItem(
            target: 1, predicted: 1, probability: 0.99999,
            explanations: [
              ExplanationRecord(
                method: "smug", status: "optimal",
                masks: [MaskRecord(name: "smug", height: 1, width: 3, window: 1, bits: [false, true, true])],
                tables: [table])
            ])), provenance: Provenance(rank: 0, stages: []))
      try ReportWriter(directory: folder, options: Self.options).write(from: [record], image: FakeRun.image)
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(html.contains("--share:70%\" title=\"4 1 \">&lt;fine&gt;</mark>"))
      #expect(html.contains("class=\"against\" style=\"--share:18%"))
      #expect(html.contains("&gt; 0.999") && !html.contains("<div class=\"stack\""))
    }
  }

  @Test func whatIsNotKnownIsNotShown() throws {
    try FakeRun.withFolder { folder in
      let records = Self.records.prefix(12).map { record -> ItemRecord in
        var record = record
        guard case .explained(var item) = record.outcome else { return record }
        item.truth = nil
        item.explanations = item.explanations.map {
          ExplanationRecord(method: $0.method, maps: $0.maps)
        }
        record.label = nil
        record.outcome = .explained(item)
        return record
      }
      try ReportWriter(directory: folder, options: Self.options).write(from: records, image: FakeRun.image)
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      let text = html.replacing(Templates.script, with: "").replacing(Templates.style, with: "")
      for word in ["true object", "data-toggle", "class=\"legend\"", "minimal", "Optional(", ">nan"] {
        #expect(!text.contains(word), "\(word)")
      }
    }
  }

  @Test func aSampleIsCalledOne() throws {
    try FakeRun.withFolder { folder in
      var statistics = DatasetStatistics(sampleCapacity: 20, glossary: FakeRun.glossary)
      for record in Self.records { statistics.add(record) }
      let page = try ReportPage(
        statistics: statistics, options: Self.options, source: Self.records, images: DisplayImages(FakeRun.image))
      let html = try page.html()
      #expect(html.contains("over 20 items (a uniform sample of the run)"))
      #expect(html.contains("The lists are of a uniform sample of 20 items."))
      #expect(html.contains("20 of 58 items: every outlier above"))
    }
  }

  @Test func numbersReadWell() {
    #expect(NumberText.short(-0.0587) == "\u{2212}0.0587" && NumberText.short(177_384) == "177,384")
    #expect(NumberText.short(-12_345_678) == "\u{2212}1.2e+07" && NumberText.short(9999) == "9999")
    #expect(NumberText.percent(-0.031) == "\u{2212}3.1\u{A0}%" && NumberText.probability(0.99999) == "> 0.999")
    #expect(NumberText.count(9970) == "9970" && NumberText.count(1_099_706) == "1,099,706")
  }

  @Test func neighbouringTicksReadDifferently() {
    let axis = Axis(0.9984, 1)
    #expect(axis.labels { NumberText.short($0) }.map(\.text) == ["0.9980", "0.9985", "0.9990", "0.9995", "1.0000"])
    #expect(Axis(0, 1).labels { NumberText.short($0) }.map(\.text) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
  }

  @Test func lineBreaksDoNotEndALine() throws {
    try FakeRun.withFolder { folder in
      var record = FakeRun.record(17)
      record.id = "a,b\r\nc\u{2028}d"
      try ReportWriter(directory: folder, options: Self.options, parts: .table).write(
        from: [record], image: FakeRun.image)
      let lines = try String(contentsOf: folder.appendingPathComponent("results.csv"), encoding: .utf8)
        .split(separator: "\n")
      #expect(lines.count == 2 && lines[1].contains("\"a,b c d\""))
    }
  }

  @Test func missingImagesDoNotCostTheReport() throws {
    struct Gone: Error, CustomStringConvertible { var description: String { "the file is gone" } }
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(directory: folder, options: Self.options)
      let summary = try writer.write(from: Array(Self.records.prefix(12)), image: { _ in throw Gone() })
      #expect(summary.warnings.count == 1)
      #expect(try #require(summary.warnings.first).contains("the file is gone"))
    }
  }

  @Test func onlyFailuresStillMakeAReport() throws {
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(directory: folder, options: Self.options)
      let summary = try writer.write(from: [FakeRun.record(17)], image: FakeRun.image)
      #expect(summary.items == 1 && summary.failures == 1)
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(html.contains("unreadable"))
    }
  }

  @Test func anEmptyRunIsRefused() throws {
    try FakeRun.withFolder { folder in
      let writer = ReportWriter(directory: folder, options: Self.options)
      #expect(throws: ReportingError.empty(path: folder.path)) {
        try writer.write(from: [ItemRecord](), image: FakeRun.image)
      }
    }
  }

  @Test func anUnwritableDirectoryIsNamed() throws {
    try FakeRun.withFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data().write(to: file)
      let writer = ReportWriter(directory: file.appendingPathComponent("sub"), options: Self.options)
      #expect(throws: ReportingError.self) { try writer.write(from: Self.records, image: FakeRun.image) }
    }
  }

  /// Fields of one CSV line.
  private func parse(_ line: String) -> [String] {
    var fields: [String] = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle(); if isQuoted, line.contains("\"\"") { fields[fields.count - 1].append("\u{1}") }
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields.map { field in
      // A quote that opens right after one that closes was a doubled quote.
      var text = field
      if text.hasPrefix("\u{1}") { text.removeFirst() }
      return text.replacingOccurrences(of: "\u{1}", with: "\"")
    }
  }
}
