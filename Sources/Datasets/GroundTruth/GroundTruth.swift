/// Which pixels of a network's input belong to the object.
public struct GroundTruth: Sendable, Equatable {
  public let height: Int
  public let width: Int
  /// Row-major; true inside the object.
  public let object: [Bool]
  /// Row-major; true where the annotation leaves open what it is (a "void" label). Never true inside the object.
  public let ignored: [Bool]
  /// The boxes that it was drawn from, where there are any: parts of the object, each with its own pixels.
  public let boxes: [NamedBox]

  /// - Precondition: both hold `height * width` pixels.
  public init(height: Int, width: Int, object: [Bool], ignored: [Bool]? = nil, boxes: [NamedBox] = []) {
    precondition(object.count == height * width && (ignored?.count ?? object.count) == object.count)
    self.height = height
    self.width = width
    self.object = object
    self.ignored = ignored ?? [Bool](repeating: false, count: object.count)
    self.boxes = boxes
  }

  /// Number of object pixels.
  public var area: Int { object.count { $0 } }
}

/// A rectangle in pixel coordinates: pixel (x, y) covers x..<x+1, y..<y+1.
public struct Box: Sendable, Codable, Equatable {
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
  public func mapped(by geometry: InputGeometry) -> Box? {
    let a = geometry.map(x: left, y: top)
    let b = geometry.map(x: right, y: bottom)
    let box = Box(
      left: max(0, a.x), top: max(0, a.y), right: min(Double(geometry.width), b.x),
      bottom: min(Double(geometry.height), b.y))
    return box.left < box.right && box.top < box.bottom ? box : nil
  }
}

/// A box and what the annotation calls its content; empty where it has no name.
public struct NamedBox: Sendable, Equatable {
  public var name: String
  public var box: Box

  public init(name: String, box: Box) {
    self.name = name
    self.box = box
  }
}

extension Box {
  /// The pixels whose centres lie inside; of a box too small to hold a centre, the pixel around its own.
  public func pixels(height: Int, width: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
      let first = Int((max(0, low) - 0.5).rounded(.up))
      let last = Int((min(Double(limit), high) - 0.5).rounded(.up))
      guard first >= last else { return first..<last }
      let middle = min(limit - 1, max(0, Int((low + high) / 2)))
      return middle..<middle + 1
    }
    return (range(top, bottom, height), range(left, right, width))
  }
}

extension GroundTruth {
  /// The union of boxes, in the input's coordinates.
  public init(boxes: [NamedBox], height: Int, width: Int) {
    var object = [Bool](repeating: false, count: height * width)
    for named in boxes {
      let (rows, columns) = named.box.pixels(height: height, width: width)
      for y in rows { for x in columns { object[y * width + x] = true } }
    }
    self.init(height: height, width: width, object: object, boxes: boxes)
  }

  /// The union of boxes in a picture's own coordinates; those that the crop leaves out are gone.
  init(boxes: [NamedBox], geometry: InputGeometry) {
    let mapped = boxes.compactMap { named in
      named.box.mapped(by: geometry).map { NamedBox(name: named.name, box: $0) }
    }
    self.init(boxes: mapped, height: geometry.height, width: geometry.width)
  }
}
