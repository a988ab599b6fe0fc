/// Pieces of SVG text. Colours come from the page's style classes, so charts follow the light and dark theme.
struct SVG {
  let width: Double
  let height: Double
  private var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    body += "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>"
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, tip: String) {
    body += "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" height=\"\(n(max(0, height)))\""
    body += " class=\"\(style)\"><title>\(Self.escape(tip))</title></rect>"
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, tip: String) {
    body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" class=\"\(style)\">"
    body += "<title>\(Self.escape(tip))</title></circle>"
  }

  mutating func path(_ points: [(Double, Double)], _ style: String) {
    guard let first = points.first else { return }
    body += "<path class=\"\(style)\" d=\"M\(n(first.0)) \(n(first.1))"
    for point in points.dropFirst() { body += "L\(n(point.0)) \(n(point.1))" }
    body += "\"/>"
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(_ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .start, style: String = "tick") {
    body += "<text x=\"\(n(x))\" y=\"\(n(y))\" class=\"\(style)\" text-anchor=\"\(anchor.rawValue)\">"
    body += "\(Self.escape(text))</text>"
  }

  /// The finished picture; `label` is read out to people who cannot see it.
  func finished(label: String) -> String {
    "<svg viewBox=\"0 0 \(n(width)) \(n(height))\" role=\"img\" aria-label=\"\(Self.escape(label))\">\(body)</svg>"
  }

  /// A hundredth of a unit is below what can be seen.
  private func n(_ value: Double) -> String {
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
