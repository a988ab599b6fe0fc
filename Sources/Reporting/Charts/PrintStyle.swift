/// How an element of a drawing looks on paper: what the pages' stylesheet says of its classes in the light theme.
struct PrintStyle: Sendable, Equatable {
  var fill: Colour?
  var fillOpacity = 1.0
  var stroke: Colour?
  var width = 1.0
  var dashes: [Double] = []
  var isRound = false
  /// Of text.
  var fontSize: Double?
  var isBold = false

  struct Colour: Sendable, Equatable {
    /// `#rrggbb`.
    let hex: String

    /// Red, green and blue in 0...1.
    var components: [Double] {
      let value = Int(hex.dropFirst(), radix: 16) ?? 0
      return [16, 8, 0].map { Double(value >> $0 & 255) / 255 }
    }

    static let ink = Colour(hex: "#1b1e22")
    static let soft = Colour(hex: "#5c646d")
    static let line = Colour(hex: "#e0e1dd")
    static let accent = Colour(hex: "#0a6c8f")
    static let second = Colour(hex: "#c4601d")
    /// Of lines `l0`, `l1`, ...
    static let lines = ["#0a6c8f", "#c4601d", "#2a9d5c", "#b04ad0", "#8a8f98", "#c9a227", "#d1495b", "#3d5fc4"].map(
      Colour.init)
  }

  /// Dashes of lines `d1`, `d2`, ...
  static let dashes: [[Double]] = [[6, 3], [1.5, 2.5]]

  init(_ element: Drawing.Element) {
    let classes = Set(element.style.split(separator: " ").map(String.init))
    if case .text = element.shape { self = Self.text(classes) } else { self = Self.shape(classes) }
    switch element.shape {
    case .circle where classes.contains("line"): (fill, stroke, dashes) = (stroke, nil, [])
    case .rectangle where classes.contains("mark"): (fill, stroke) = (stroke, nil)
    default: break
    }
  }

  private init() {}

  private static func text(_ classes: Set<String>) -> PrintStyle {
    var style = PrintStyle()
    let isName = classes.contains("name")
    style.fill = isName || classes.contains("note") ? .ink : .soft
    style.fontSize = classes.contains("label") ? 13 : isName ? 12.5 : 12
    style.isBold = classes.contains("lead")
    return style
  }

  private static func shape(_ classes: Set<String>) -> PrintStyle {
    var style = PrintStyle()
    let group: Colour? = classes.contains("s0") ? .accent : classes.contains("s1") ? .second : nil
    if classes.contains("grid") { style.stroke = .line }
    if classes.contains("axis") { style.stroke = .soft }
    if classes.contains("bar") { style.fill = .accent }
    if classes.contains("key") { style.fill = group }
    if classes.contains("median") {
      (style.stroke, style.width, style.dashes) = (group ?? .ink, 1.3, [4, 3])
    }
    if classes.contains("step") {
      (style.fill, style.fillOpacity, style.stroke, style.width) = (group, 0.16, group, 1.8)
    }
    // The leading row in colour, the others grey.
    if classes.contains("interval") {
      (style.stroke, style.width, style.isRound) = (classes.contains("s0") ? .accent : .soft, 2.4, true)
    }
    if classes.contains("dot") { style.fill = classes.contains("s0") ? .accent : .soft }
    if classes.contains("point") { (style.fill, style.fillOpacity) = (.accent, 0.55) }
    if !classes.isDisjoint(with: ["line", "mark"]) {
      style.width = classes.contains("mark") ? 1.4 : 1.8
      for (place, colour) in Colour.lines.enumerated() where classes.contains("l\(place)") { style.stroke = colour }
      for (place, dashes) in Self.dashes.enumerated() where classes.contains("d\(place + 1)") { style.dashes = dashes }
    }
    return style
  }
}
