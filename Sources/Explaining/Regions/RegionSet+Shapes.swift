import Saliency

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
    let object = PixelMask(height: height, width: width, boxes: boxes)
    return try RegionSet(
      extent: .image(height: height, width: width), labels: object.bits.map { $0 ? 0 : 1 },
      names: ["object", "background"])
  }

  /// Every box a region of its own (or atoms and groups where boxes overlap), the rest `background`.
  public static func boxes(
    _ boxes: [NamedBox], height: Int, width: Int
  ) throws(RegionError) -> RegionSet {
    try RegionSet(
      atomsOf: boxes.map { ($0.name, PixelMask(height: height, width: width, boxes: [$0.box]).bits) },
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
}
