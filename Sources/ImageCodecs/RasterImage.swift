/// An 8-bit image in memory, rows from the top, channels interleaved.
public struct RasterImage: Sendable, Equatable {
  public var width: Int
  public var height: Int
  /// 1 (grey) or 3 (RGB); images made for display may have 4 (RGB and alpha, not premultiplied).
  public var channels: Int
  /// `height * width * channels` bytes.
  public var pixels: [UInt8]

  /// - Precondition: `pixels.count == width * height * channels`.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * channels)
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}
