/// A chart as lines, shapes and words. Their looks are style classes: in a page the stylesheet gives them their
/// colours, so charts follow the light and dark theme; on paper `PrintStyle` does.
struct Drawing: Sendable, Equatable {
  let width: Double
  let height: Double
  /// Read out to people who cannot see the picture.
  var label = ""
  private(set) var elements: [Element] = []

  struct Element: Sendable, Equatable {
    var shape: Shape
    /// Style classes, separated by spaces.
    var style: String
    /// What is said of it when pointed at.
    var tip: String?
  }

  /// In units of the drawing, from its top left corner.
  enum Shape: Sendable, Equatable {
    case line(from: Point, to: Point)
    case rectangle(Point, width: Double, height: Double)
    case circle(Point, radius: Double)
    case path([Point])
    case text(Point, String, Anchor)
  }

  struct Point: Sendable, Equatable {
    var x: Double
    var y: Double

    init(_ x: Double, _ y: Double) {
      self.x = x
      self.y = y
    }
  }

  enum Anchor: String, Sendable { case start, middle, end }

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    elements.append(Element(shape: .line(from: Point(x1, y1), to: Point(x2, y2)), style: style))
  }

  mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, tip: String) {
    let shape = Shape.rectangle(Point(x, y), width: max(0, width), height: max(0, height))
    elements.append(Element(shape: shape, style: style, tip: tip))
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, tip: String) {
    elements.append(Element(shape: .circle(Point(x, y), radius: radius), style: style, tip: tip))
  }

  mutating func path(_ points: [(Double, Double)], _ style: String) {
    guard !points.isEmpty else { return }
    elements.append(Element(shape: .path(points.map { Point($0.0, $0.1) }), style: style))
  }

  mutating func text(_ x: Double, _ y: Double, _ text: String, _ anchor: Anchor = .start, style: String = "tick") {
    elements.append(Element(shape: .text(Point(x, y), text, anchor), style: style))
  }

  /// The finished drawing.
  func finished(label: String) -> Drawing {
    var drawing = self
    drawing.label = label
    return drawing
  }
}

/// What can be drawn.
protocol Chart {
  /// What it is about.
  var title: String { get }
  /// Nil when there is nothing to draw.
  var drawing: Drawing? { get }
}

extension Chart {
  /// The chart as a part of a page.
  var svg: String? { drawing?.svg }
}
