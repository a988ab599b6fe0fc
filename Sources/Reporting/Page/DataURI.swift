import Foundation
import ImageCodecs

/// Images inside the page's own text.
enum DataURI {
  static func png(_ image: RasterImage) throws -> String {
    "data:image/png;base64," + (try image.pngData()).base64EncodedString()
  }

  /// Photos: JPEG where it is worth its loss, PNG for small images whose every pixel shows.
  static func photo(_ image: RasterImage) throws -> String {
    guard image.width * image.height > 128 * 128 else { return try png(image) }
    return "data:image/jpeg;base64," + (try image.inColour.jpegData(quality: 82)).base64EncodedString()
  }
}
