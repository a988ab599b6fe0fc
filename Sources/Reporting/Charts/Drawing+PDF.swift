import Foundation

extension Drawing {
  /// As a file of one page in PDF 1.4, a point for each unit: what LaTeX includes without a converter.
  ///
  /// Words are set in Helvetica, one of the fonts that every reader of PDF must have, so none is embedded; what its
  /// encoding (WinAnsi) lacks becomes a question mark.
  var pdf: Data {
    let content = pdfContent
    let opacities = Self.opacities.enumerated().map { "/G\($0.offset) << /ca \(Self.number($0.element)) >>" }
    let page =
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.number(width)) \(Self.number(height))] /Contents 4 0 R "
      + "/Resources << /Font << /F0 5 0 R /F1 6 0 R >> /ExtGState << \(opacities.joined(separator: " ")) >> >> >>"
    let objects = [
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
      "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream", Self.font("Helvetica"),
      Self.font("Helvetica-Bold"),
      "<< /Title (\(Self.pdfText(label))) /Producer (Winnow) >>",
    ]
    var file = "%PDF-1.4\n"
    var places: [Int] = []
    for (number, object) in objects.enumerated() {
      places.append(file.utf8.count)
      file += "\(number + 1) 0 obj\n\(object)\nendobj\n"
    }
    let table = file.utf8.count
    file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
    for place in places { file += String(format: "%010d 00000 n \n", place) }
    file +=
      "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R /Info \(objects.count) 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    return Data(file.utf8)
  }

  private static let opacities = [1, 0.16, 0.55]

  private static func font(_ name: String) -> String {
    "<< /Type /Font /Subtype /Type1 /BaseFont /\(name) /Encoding /WinAnsiEncoding >>"
  }

  /// The page's drawing operators. PDF's y grows upwards.
  private var pdfContent: String {
    "1 0 0 -1 0 \(Self.number(height)) cm\n"
      + elements.map { Self.operators($0, PrintStyle($0)) }.joined(separator: "\n")
  }

  private static func operators(_ element: Element, _ style: PrintStyle) -> String {
    if case .text(let place, let text, let anchor) = element.shape { return words(text, at: place, anchor, style) }
    var lines = ["/G\(opacities.firstIndex(of: style.fillOpacity) ?? 0) gs"]
    if let fill = style.fill { lines.append(colour(fill) + " rg") }
    if let stroke = style.stroke {
      lines.append(
        "\(colour(stroke)) RG \(number(style.width)) w \(style.isRound ? 1 : 0) J "
          + "[\(style.dashes.map(number).joined(separator: " "))] 0 d")
    }
    let paint = style.fill == nil ? (style.stroke == nil ? "n" : "S") : style.stroke == nil ? "f" : "B"
    return (lines + [outline(element.shape), paint]).joined(separator: " ")
  }

  private static func outline(_ shape: Shape) -> String {
    switch shape {
    case .line(let a, let b): return "\(point(a)) m \(point(b)) l"
    case .rectangle(let corner, let width, let height): return "\(point(corner)) \(number(width)) \(number(height)) re"
    case .path(let points):
      return points.enumerated().map { "\(point($0.element)) \($0.offset == 0 ? "m" : "l")" }.joined(separator: " ")
    case .circle(let centre, let radius):
      // Four Bezier curves; the distance of their control points is the usual 4/3 (sqrt 2 - 1).
      let k = 0.5523 * radius
      func at(_ x: Double, _ y: Double) -> String { point(Point(centre.x + x, centre.y + y)) }
      return "\(at(radius, 0)) m \(at(radius, k)) \(at(k, radius)) \(at(0, radius)) c "
        + "\(at(-k, radius)) \(at(-radius, k)) \(at(-radius, 0)) c \(at(-radius, -k)) \(at(-k, -radius)) \(at(0, -radius)) c "
        + "\(at(k, -radius)) \(at(radius, -k)) \(at(radius, 0)) c"
    case .text: return ""
    }
  }

  private static func words(_ text: String, at place: Point, _ anchor: Anchor, _ style: PrintStyle) -> String {
    let size = style.fontSize ?? 12
    let length = Helvetica.width(of: text, isBold: style.isBold) * size
    let start = anchor == .start ? place.x : anchor == .middle ? place.x - length / 2 : place.x - length
    return "/G0 gs BT /F\(style.isBold ? 1 : 0) \(number(size)) Tf \(colour(style.fill ?? .ink)) rg "
      + "1 0 0 -1 \(number(start)) \(number(place.y)) Tm (\(pdfText(text))) Tj ET"
  }

  private static func point(_ point: Point) -> String { "\(number(point.x)) \(number(point.y))" }

  private static func colour(_ colour: PrintStyle.Colour) -> String {
    colour.components.map { String(format: "%.3f", $0) }.joined(separator: " ")
  }

  /// A string's inside: everything beyond ASCII by its number in octal.
  private static func pdfText(_ text: String) -> String {
    Helvetica.codes(of: text).map { code in
      switch code {
      case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(code))
      case 32..<127: String(UnicodeScalar(code))
      default: String(format: "\\%03o", code)
      }
    }.joined()
  }
}
