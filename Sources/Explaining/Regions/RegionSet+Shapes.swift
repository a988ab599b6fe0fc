/// A rectangle of pixels: rows `top..<bottom`, columns `left..<right`.
public struct PixelBox: Sendable, Codable, Equatable {
  public var top: Int
  public var left: Int
  public var bottom: Int
  public var right: Int

  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// Membership of the pixels of an image; what reaches beyond the image is cut off.
  public func members(height: Int, width: Int) -> [Bool] {
    var members = [Bool](repeating: false, count: height * width)
    let columns = max(left, 0)..<max(min(right, width), max(left, 0))
    for row in max(top, 0)..<max(min(bottom, height), max(top, 0)) {
      for column in columns { members[row * width + column] = true }
    }
    return members
  }
}

extension RegionSet {
  /// A regular grid; cell (r, c) is called `r,c`, from 0. Sides that do not divide evenly differ by at most a pixel.
  public static func grid(rows: Int, columns: Int, height: Int, width: Int) throws(RegionError) -> RegionSet {
    guard rows >= 1, rows <= height else {
      throw .invalidSetting("rows", "\(rows)", "between 1 and the image's height \(height)")
    }
    guard columns >= 1, columns <= width else {
      throw .invalidSetting("columns", "\(columns)", "between 1 and the image's width \(width)")
    }
    var labels: [Int] = []
    labels.reserveCapacity(height * width)
    for y in 0..<height { for x in 0..<width { labels.append(y * rows / height * columns + x * columns / width) } }
    let names = (0..<rows).flatMap { row in (0..<columns).map { "\(row),\($0)" } }
    return try RegionSet(extent: .image(height: height, width: width), labels: labels, names: names)
  }

  /// The union of boxes as `object` and the rest of the image as `background`.
  public static func objectAndBackground(
    boxes: [PixelBox], height: Int, width: Int
  ) throws(RegionError) -> RegionSet {
    let members = union(of: boxes, height: height, width: width)
    return try RegionSet(
      extent: .image(height: height, width: width), labels: members.map { $0 ? 0 : 1 }, names: ["object", "background"])
  }

  /// Every box a region of its own (or atoms and groups where boxes overlap), the rest `background`.
  public static func boxes(
    _ boxes: [(name: String, box: PixelBox)], height: Int, width: Int
  ) throws(RegionError) -> RegionSet {
    try RegionSet(
      atomsOf: boxes.map { ($0.name, $0.box.members(height: height, width: width)) },
      extent: .image(height: height, width: width), rest: "background")
  }

  /// The words of a sentence, one region each, called `position:word` because words repeat.
  ///
  /// - Parameters:
  ///   - words: the tokens in order; padding behind them is never perturbed.
  ///   - length: number of positions of the model's input.
  public static func words(_ words: [String], length: Int) throws(RegionError) -> RegionSet {
    guard words.count <= length else {
      throw .shape("the sentence has \(words.count) words, but the model takes \(length)")
    }
    return try RegionSet(
      extent: .tokens(length), labels: (0..<length).map { $0 < words.count ? $0 : -1 },
      names: words.enumerated().map { "\($0):\($1)" })
  }

  /// Membership of pixels in any of the boxes.
  public static func union(of boxes: [PixelBox], height: Int, width: Int) -> [Bool] {
    var members = [Bool](repeating: false, count: height * width)
    for box in boxes {
      for (pixel, inside) in box.members(height: height, width: width).enumerated() where inside {
        members[pixel] = true
      }
    }
    return members
  }
}
