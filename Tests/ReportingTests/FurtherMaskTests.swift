import Foundation
import ImageCodecs
import Saliency
import Storing
import Testing

@testable import Reporting

/// Several masks of an item: drawn, exported, and how much they share.
@Suite struct FurtherMaskTests {
  private static let records: [ItemRecord] = (0..<3).map { index in
    var record = FakeRun.record(index)
    guard case .explained(var item) = record.outcome else { return record }
    let first = item.explanations[0].masks[0].mask
    for name in ["smug-2", "smug-every", "smug-some"] {
      item.explanations[0].masks.append(
        MaskRecord(name: name, mask: WindowMask(grid: first.grid, bits: first.bits.reversed())))
    }
    item.explanations[0].values += [
      NamedValue("masks", 2), NamedValue("masks-shared", 0.5), NamedValue("masks-iou", 0.75), NamedValue("optima", 6),
      NamedValue("windows-every", 30), NamedValue("windows-some", 10),
    ]
    record.outcome = .explained(item)
    return record
  }

  @Test func reportsDrawThemAndSayWhatTheyShare() throws {
    try FakeRun.withFolder { folder in
      _ = try ReportWriter(directory: folder, options: ReportWriterTests.options)
        .write(from: Self.records, image: FakeRun.image)
      let html = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      #expect(html.contains("all keep 50\u{A0}% of what any of them keeps"))
      #expect(html.contains("every one of them keeps 75\u{A0}% of the windows"))
      #expect(html.contains("class=\"other-masks\" d=\"M") && html.contains("class=\"core-windows\" d=\"M"))
      #expect(html.contains("data-toggle=\"others\"") && html.contains("data-toggle=\"core\""))
      let overlay = try RasterImage(
        decoding: Data(contentsOf: folder.appendingPathComponent("overlays/000000-0.png")))
      #expect(overlay.width == 4 * 192 + 3 * 4)
    }
  }

  @Test func onlyNumberedMasksAreFurtherOnes() throws {
    guard case .explained(let item) = Self.records[0].outcome else { return }
    #expect(item.furtherMasks == [item.explanations[0].masks[1].mask])
    #expect(item.core == item.explanations[0].masks[2].mask)
    guard case .explained(let plain) = FakeRun.record(0).outcome else { return }
    #expect(plain.furtherMasks.isEmpty && plain.core == nil)
  }

  @Test func filesOfRecordsAreExportedByItemAndMethod() throws {
    try FakeRun.withFolder { folder in
      var record = Self.records[0]
      guard case .explained(var item) = record.outcome else { return }
      item.explanations[0].files = [FileRecord(name: "mask.txt", bytes: Array("1\n".utf8))]
      record.outcome = .explained(item)
      let (files, _) = try RunExport(directory: folder, formats: [.certificates]).write(from: [record])
      #expect(files == ["certificates"])
      let file = folder.appendingPathComponent("certificates/\(record.index).smug.mask.txt")
      #expect(try String(contentsOf: file, encoding: .utf8) == "1\n")
    }
  }

  @Test func everyMaskIsExported() throws {
    try FakeRun.withFolder { folder in
      let (files, _) = try RunExport(directory: folder, formats: [.npy, .jsonl]).write(from: Self.records)
      #expect(!files.contains("certificates"))
      for name in ["smug", "smug-2", "smug-every", "smug-some"] { #expect(files.contains("masks.smug.\(name).npy")) }
    }
  }
}
