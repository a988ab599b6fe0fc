import Foundation
import ImageCodecs
import Saliency
import Storing
import Testing

@testable import Reporting

/// What is enough and what is necessary, as reports show it.
@Suite struct AnswerPicturesTests {
  private static let grid = WindowGrid(height: 4, width: 4, window: 2)
  private static let photo = RasterImage(width: 4, height: 4, channels: 3, pixels: (0..<48).map { 100 + $0 })

  private static func item(necessary: Bool = true) -> ExplainedItem {
    var masks = [MaskRecord(name: "sufficient", mask: WindowMask(grid: grid, bits: [true, false, false, false]))]
    if necessary {
      masks.append(MaskRecord(name: "necessary", mask: WindowMask(grid: grid, bits: [false, false, false, true])))
    }
    return ExplainedItem(
      target: 1, predicted: 1, probability: 0.9,
      explanations: [
        ExplanationRecord(
          method: "sufficient", status: "irreducible",
          values: [NamedValue("area", 0.25), NamedValue("necessary-area", 0.25), NamedValue("necessary-class", 3)],
          masks: masks)
      ])
  }

  @Test func showTheImageInsideAMaskAndWhatHidesItOutside() throws {
    let hidden = RasterImage(width: 4, height: 4, channels: 3, pixels: [UInt8](repeating: 7, count: 48))
    let pictures = try #require(AnswerPictures(Self.item(), photo: Self.photo, hidden: hidden))
    let without = try #require(pictures.without)
    for pixel in 0..<16 {
      let (row, column) = (pixel / 4, pixel % 4)
      for index in 3 * pixel..<3 * pixel + 3 {
        #expect(pictures.enough.pixels[index] == (row < 2 && column < 2 ? Self.photo.pixels[index] : 7))
        #expect(without.pixels[index] == (row >= 2 && column >= 2 ? 7 : Self.photo.pixels[index]))
      }
    }
    #expect(pictures.area == 0.25 && pictures.necessaryArea == 0.25 && pictures.classWithout == 3)
  }

  @Test func midGreyWhereTheFillIsNotKnownAndNothingWithoutAMask() throws {
    let pictures = try #require(AnswerPictures(Self.item(necessary: false), photo: Self.photo, hidden: nil))
    #expect(pictures.without == nil && pictures.enough.pixels[47] == 128)
    var item = Self.item()
    item.explanations[0].masks = []
    #expect(AnswerPictures(item, photo: Self.photo, hidden: nil) == nil)
    item = Self.item()
    item.explanations[0].masks.removeFirst()
    #expect(item.mask == nil && item.explanations[0].masks.map(\.name) == ["necessary"])
  }

  @Test("The page shows both side by side, and only where they were looked for")
  func section() throws {
    func page(_ records: [ItemRecord]) throws -> String {
      try FakeRun.withFolder { folder in
        _ = try ReportWriter(directory: folder, options: ReportWriterTests.options, parts: .page)
          .write(from: records, image: FakeRun.image)
        return try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
      }
    }
    let plain = (0..<3).map { FakeRun.record($0) }
    let records = plain.map { record in
      var record = record
      guard case .explained(var item) = record.outcome else { return record }
      var own = Self.item().explanations[0]
      own.masks = own.masks.map { mask in
        MaskRecord(
          name: mask.name, mask: WindowMask(grid: WindowGrid(height: 64, width: 64, window: 32), bits: mask.mask.bits))
      }
      if record.index == 2 { own = ExplanationRecord(method: "sufficient", status: "fill-alone") }
      item.explanations.append(own)
      record.outcome = .explained(item)
      return record
    }
    let html = try page(records)
    #expect(html.contains("<section id=\"enough\">") && html.contains("and what it cannot do without"))
    #expect(html.contains("25\u{A0}% is enough") && html.contains("without 25\u{A0}%: star"))
    // Another method's masks lead here.
    #expect(html.contains("Of 0 masks all smaller ones were tried; of 2 nothing single can be left out"))
    #expect(html.contains("In 1 item the model gives its answer with nothing shown: no part is the reason."))
    #expect(try !page(plain).contains("id=\"enough\""))
  }
}
