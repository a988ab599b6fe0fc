import ImageCodecs
import Saliency
import Storing

/// What was enough for the model's answer, and what it could not do without, as the model saw them; of the method
/// `sufficient`.
struct AnswerPictures {
  /// The part that is enough, the rest hidden.
  var enough: RasterImage
  /// The image with the part hidden that the answer needs; nil where none was looked for or found.
  var without: RasterImage?
  /// Share of the image that is enough, and that is needed.
  var area: Double?
  var necessaryArea: Double?
  /// The class that the model puts first when what it needs is hidden.
  var classWithout: Int?

  /// - Parameters:
  ///   - photo: the image that the model sees.
  ///   - hidden: the same with everything hidden; nil stands for mid-grey.
  /// - Returns: nil where there is no sufficient mask.
  init?(_ explained: ExplainedItem, photo: RasterImage, hidden: RasterImage?) {
    func mask(_ record: ExplanationRecord, _ name: String) -> WindowMask? {
      record.masks.first { $0.name == name }?.mask
    }
    guard let record = explained.explanations.first(where: { mask($0, "sufficient") != nil }),
      let sufficient = mask(record, "sufficient")
    else { return nil }
    let shown = photo.fitted(height: sufficient.grid.height, width: sufficient.grid.width).inColour
    let rest =
      hidden?.fitted(height: shown.height, width: shown.width).inColour
      ?? RasterImage(
        width: shown.width, height: shown.height, channels: 3,
        pixels: [UInt8](repeating: 128, count: shown.pixels.count))
    enough = Self.choice(of: shown, where: sufficient, else: rest)
    without = mask(record, "necessary").map { Self.choice(of: rest, where: $0, else: shown) }
    area = record[value: "area"]
    necessaryArea = record[value: "necessary-area"]
    classWithout = record[value: "necessary-class"].map { Int($0) }
  }

  /// One image where a mask keeps, another elsewhere; both of the mask's size.
  private static func choice(of image: RasterImage, where mask: WindowMask, else other: RasterImage) -> RasterImage {
    var result = other
    for (index, isKept) in mask.pixels.bits.enumerated() where isKept {
      for channel in 3 * index..<3 * index + 3 { result.pixels[channel] = image.pixels[channel] }
    }
    return result
  }
}
