import Foundation
import Scoring
import Testing

@testable import Reporting

@Suite struct DrawingTests {
  private static var plot: IntervalPlot {
    IntervalPlot(
      title: "Insertion",
      rows: [
        ("Grad-CAM (last)", Estimate(value: 0.25, lower: 0.2, upper: 0.3), true),
        ("IG & <co>", Estimate(value: -0.5, lower: -0.6, upper: -0.4), false),
      ])
  }

  /// Adobe's metrics as reportlab 4 has them.
  @Test func widthsAreThoseOfTheFont() {
    #expect(abs(12.5 * Helvetica.width(of: "Grad-CAM 0.25 (IG)", isBold: false) - 112.525) < 1e-9)
    #expect(abs(12.5 * Helvetica.width(of: "Grad-CAM 0.25 (IG)", isBold: true) - 114.6) < 1e-9)
  }

  @Test func wordsBeyondTheEncodingAreMarked() {
    #expect(Helvetica.codes(of: "a\u{2212}b–é←") == [97, 0x96, 98, 0x96, 0xE9, 63])
  }

  /// Each object of the file is where its table says, and the text is there, escaped.
  @Test func pdfIsWellFormed() throws {
    let drawing = try #require(Self.plot.drawing)
    let text = try #require(String(data: drawing.pdf, encoding: .ascii))
    #expect(text.hasPrefix("%PDF-1.4\n") && text.hasSuffix("%%EOF\n"))
    let start = try #require(Int(text.components(separatedBy: "startxref\n")[1].components(separatedBy: "\n")[0]))
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[start..<start + 9], as: UTF8.self) == "xref\n0 8\n")
    let entries = String(decoding: bytes[(start + 9)...], as: UTF8.self).components(separatedBy: "\n").prefix(8)
    for (number, entry) in entries.enumerated().dropFirst() {
      let place = try #require(Int(entry.prefix(10)))
      #expect(entry.utf8.count == 19)
      #expect(String(decoding: bytes[place...].prefix(8), as: UTF8.self) == "\(number) 0 obj\n")
    }
    let stream = try #require(text.components(separatedBy: "stream\n").dropFirst().first)
    let length = try #require(Int(text.components(separatedBy: "/Length ")[1].components(separatedBy: " ")[0]))
    #expect(stream.hasSuffix("\nend") && stream.utf8.count == length + 4)
    #expect(text.contains("(Grad-CAM \\(last\\)) Tj") && text.contains("(IG & <co>) Tj"))
  }

  @Test func svgFilesStandAlone() throws {
    let file = try #require(Self.plot.drawing).svgFile
    #expect(file.hasPrefix("<svg xmlns=") && !file.contains("class=") && file.contains("IG &amp; &lt;co&gt;"))
    let parser = XMLBalance()
    #expect(parser.isBalanced(file))
  }

  /// Whatever is drawn must be seen on paper.
  @Test func everyElementHasAStyleInPrint() throws {
    let estimate = Estimate(value: 0.5, lower: 0.4, upper: 0.6)
    let curves = AreaCurves(
      fill: "zero",
      curves: (0..<20).map { AreaCurves.Curve(subject: "m\($0)", points: [(0.01, estimate), (0.5, estimate)]) },
      masks: [AreaCurves.MaskPoint(subject: "mask", share: estimate, probability: estimate)])
    let charts: [any Chart] = [
      Self.plot, AreaPlot(title: "Shown", curves: curves, name: { $0 }),
      Histogram(title: "Area", axisLabel: "share", series: [("a", Distribution([1, 2, 3.5]))]),
      Histogram(
        title: "Area", axisLabel: "share", series: [("a", Distribution([1, 2.5])), ("b", Distribution([3, 2.5]))]),
      LinePlot(title: "Layers", horizontal: "layer", steps: [0, 1], lines: [("a", [estimate, estimate])]),
      ScatterPlot(title: "Pairs", horizontal: "a", vertical: "b", points: [(1, 2, ""), (2, 3, "")]),
    ]
    for chart in charts {
      for element in try #require(chart.drawing).elements {
        let style = PrintStyle(element)
        #expect(style.fill != nil || style.stroke != nil, "\(element)")
      }
    }
  }
}

/// Do the tags of a text match?
private struct XMLBalance {
  func isBalanced(_ text: String) -> Bool {
    var open: [Substring] = []
    for tag in text.split(separator: "<").map({ $0.split(separator: ">")[0] }) {
      if tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else {
        open.append(tag.split(separator: " ")[0])
      }
    }
    return open.isEmpty
  }
}
