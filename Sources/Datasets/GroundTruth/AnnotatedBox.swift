import Saliency

/// A box as an annotation gives it, in the image's own coordinates, and what it calls the content; empty where it has
/// no name.
public struct AnnotatedBox: Sendable, Equatable {
  public var name: String
  public var rectangle: Rectangle

  public init(name: String, rectangle: Rectangle) {
    self.name = name
    self.rectangle = rectangle
  }
}

/// A rectangle in continuous coordinates: pixel (x, y) covers x..<x+1, y..<y+1.
public struct Rectangle: Sendable, Equatable {
  public var left: Double
  public var top: Double
  public var right: Double
  public var bottom: Double

  public init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  /// The same part of the scene in the input's coordinates, cut off at its borders; nil if nothing is left.
  public func mapped(by geometry: InputGeometry) -> Rectangle? {
    let a = geometry.map(x: left, y: top)
    let b = geometry.map(x: right, y: bottom)
    let visible = Rectangle(
      left: max(0, a.x), top: max(0, a.y), right: min(Double(geometry.width), b.x),
      bottom: min(Double(geometry.height), b.y))
    return visible.left < visible.right && visible.top < visible.bottom ? visible : nil
  }

  /// The pixels of an image whose centres lie inside; if the rectangle is too small to hold a centre, the pixel around
  /// its own.
  public func pixels(height: Int, width: Int) -> PixelBox {
    func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let first = Int((max(0, low) - 0.5).rounded(.up))
      let last = Int((min(Double(limit), high) - 0.5).rounded(.up))
      guard first >= last else { return first..<last }
      let middle = min(limit - 1, max(0, Int((low + high) / 2)))
      return middle..<middle + 1
    }
    let rows = range(top, bottom, height)
    let columns = range(left, right, width)
    return PixelBox(
      top: rows.lowerBound, left: columns.lowerBound, bottom: rows.upperBound, right: columns.upperBound)
  }
}
