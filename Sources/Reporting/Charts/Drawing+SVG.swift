extension Drawing {
  /// As a part of a page, whose stylesheet knows the style classes.
  var svg: String {
    "<svg viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\" aria-label=\"\(Self.escape(label))\">"
      + elements.map { Self.markup($0, look: "class=\"\($0.style)\"") }.joined() + "</svg>"
  }

  /// As a file of its own, in the colours of print.
  var svgFile: String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" "
      + "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" font-family=\"Helvetica, Arial, sans-serif\">\n"
      + "<title>\(Self.escape(label))</title>\n"
      + elements.map { Self.markup($0, look: Self.attributes(PrintStyle($0))) + "\n" }.joined() + "</svg>\n"
  }

  private static func markup(_ element: Element, look: String) -> String {
    let tip = element.tip.map { "><title>\(escape($0))</title>" }
    switch element.shape {
    case .line(let a, let b):
      return "<line x1=\"\(number(a.x))\" y1=\"\(number(a.y))\" x2=\"\(number(b.x))\" y2=\"\(number(b.y))\" \(look)/>"
    case .rectangle(let corner, let width, let height):
      return "<rect x=\"\(number(corner.x))\" y=\"\(number(corner.y))\" width=\"\(number(width))\" "
        + "height=\"\(number(height))\" \(look)" + (tip.map { $0 + "</rect>" } ?? "/>")
    case .circle(let centre, let radius):
      return "<circle cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\" \(look)"
        + (tip.map { $0 + "</circle>" } ?? "/>")
    case .path(let points):
      let steps = points.enumerated().map {
        ($0.offset == 0 ? "M" : "L") + "\(number($0.element.x)) \(number($0.element.y))"
      }
      return "<path \(look) d=\"\(steps.joined())\"/>"
    case .text(let place, let text, let anchor):
      return "<text x=\"\(number(place.x))\" y=\"\(number(place.y))\" \(look) text-anchor=\"\(anchor.rawValue)\">"
        + "\(escape(text))</text>"
    }
  }

  private static func attributes(_ style: PrintStyle) -> String {
    var text = "fill=\"\(style.fill?.hex ?? "none")\""
    if style.fillOpacity < 1 { text += " fill-opacity=\"\(number(style.fillOpacity))\"" }
    if let stroke = style.stroke { text += " stroke=\"\(stroke.hex)\" stroke-width=\"\(number(style.width))\"" }
    if !style.dashes.isEmpty { text += " stroke-dasharray=\"\(style.dashes.map(number).joined(separator: " "))\"" }
    if style.isRound { text += " stroke-linecap=\"round\"" }
    if let size = style.fontSize {
      text += " font-size=\"\(number(size))\"" + (style.isBold ? " font-weight=\"bold\"" : "")
    }
    return text
  }

  /// A hundredth of a unit is below what can be seen.
  static func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  static func escape(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
