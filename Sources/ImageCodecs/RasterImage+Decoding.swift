import Foundation

/// How images are decoded.
public struct ImageDecoding: Sendable, Codable, Equatable {
  /// Largest number of pixels accepted, checked before memory is taken. The default is Pillow's.
  public var pixelLimit: Int
  /// Turn the image upright as its EXIF orientation says. Off by default: torchvision's data sets ignore it, and
  /// so did the training of most networks.
  public var appliesOrientation: Bool
  /// Accept what is there of a file that is cut off or damaged; the rest stays grey or black.
  public var acceptsIncomplete: Bool

  public init(pixelLimit: Int = 89_478_485, appliesOrientation: Bool = false, acceptsIncomplete: Bool = false) {
    self.pixelLimit = pixelLimit
    self.appliesOrientation = appliesOrientation
    self.acceptsIncomplete = acceptsIncomplete
  }
}

extension RasterImage {
  /// Decodes a JPEG or PNG file, recognised by its content.
  ///
  /// Sample values are those that Pillow's `convert("RGB")` gives (grey images stay grey, `channels` 1): palettes
  /// are looked up, alpha is dropped, CMYK is taken as inverted and multiplied out, gamma and colour profiles are
  /// not applied. Of 16-bit samples the high byte is taken.
  public init(decoding data: Data, _ decoding: ImageDecoding = ImageDecoding()) throws(ImageError) {
    let header = try Self.header(of: data, pixelLimit: decoding.pixelLimit)
    self =
      switch header.format {
      case .jpeg: try JPEGCodec.decode(data, header: header, acceptsIncomplete: decoding.acceptsIncomplete)
      case .png: try PNGCodec.decode(data, header: header, acceptsIncomplete: decoding.acceptsIncomplete)
      }
    if decoding.appliesOrientation { self = oriented(by: header.orientation) }
  }

  /// Decodes a label map: a PNG whose grey values or palette indices, of at most 8 bits, are the labels as they stand
  /// in the file (one channel).
  public init(labelMap data: Data, pixelLimit: Int = ImageDecoding().pixelLimit) throws(ImageError) {
    let header = try Self.header(of: data, pixelLimit: pixelLimit)
    guard header.format == .png, header.hasPalette || header.storedChannels <= 2, header.bitDepth <= 8 else {
      let colors = header.storedChannels > 2 && !header.hasPalette ? "colours" : "\(header.bitDepth) bits"
      throw .unsupported("a label map as \(header.format) of \(colors) (wanted: PNG, grey or with a palette, 8 bits)")
    }
    self = try PNGCodec.decodeSamples(data, header: header)
  }

  private static func header(of data: Data, pixelLimit: Int) throws(ImageError) -> ImageHeader {
    let header = try ImageHeader(of: data)
    guard header.height <= pixelLimit / header.width else {
      throw .tooLarge(width: header.width, height: header.height, limit: pixelLimit)
    }
    return header
  }

  /// The image turned and mirrored as EXIF orientation `code` (1 to 8) asks.
  func oriented(by code: Int) -> RasterImage {
    guard (2...8).contains(code) else { return self }
    let swapsAxes = code >= 5
    var result = self
    if swapsAxes { (result.width, result.height) = (height, width) }
    for y in 0..<result.height {
      for x in 0..<result.width {
        var (u, v) = swapsAxes ? (y, x) : (x, y)
        if [2, 3, 7, 8].contains(code) { u = width - 1 - u }
        if [3, 4, 6, 7].contains(code) { v = height - 1 - v }
        for c in 0..<channels {
          result.pixels[(y * result.width + x) * channels + c] = pixels[(v * width + u) * channels + c]
        }
      }
    }
    return result
  }
}
