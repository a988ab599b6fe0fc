import ImageCodecs

extension RasterImage {
  /// Three channels: grey is repeated, alpha dropped.
  var rgb: RasterImage {
    guard channels != 3 else { return self }
    var result = [UInt8](repeating: 0, count: width * height * 3)
    let step = channels
    let second = channels == 1 ? 0 : 1
    let third = channels == 1 ? 0 : 2
    pixels.withUnsafeBufferPointer { source in
      for i in 0..<width * height {
        result[3 * i] = source[step * i]
        result[3 * i + 1] = source[step * i + second]
        result[3 * i + 2] = source[step * i + third]
      }
    }
    return RasterImage(width: width, height: height, channels: 3, pixels: result)
  }

  /// One channel: luma of ITU-R 601-2 in Pillow's 16-bit fixed point (`convert("L")`).
  var grey: RasterImage {
    guard channels != 1 else { return self }
    let step = channels
    let result = pixels.withUnsafeBufferPointer { source in
      (0..<width * height).map { i -> UInt8 in
        let red = Int(source[step * i]) * 19_595
        let green = Int(source[step * i + 1]) * 38_470
        let blue = Int(source[step * i + 2]) * 7_471
        return UInt8((red + green + blue + 0x8000) >> 16)
      }
    }
    return RasterImage(width: width, height: height, channels: 1, pixels: result)
  }

  /// The part that `geometry` cuts out of the resized image; `outside` beyond its borders.
  func cropped(_ geometry: InputGeometry, outside: UInt8 = 0) -> RasterImage {
    guard geometry.left != 0 || geometry.top != 0 || geometry.width != width || geometry.height != height else {
      return self
    }
    var result = [UInt8](repeating: outside, count: geometry.width * geometry.height * channels)
    let columns = max(0, geometry.left)..<max(max(0, geometry.left), min(width, geometry.left + geometry.width))
    for y in max(0, -geometry.top)..<geometry.height where y + geometry.top < height {
      let source = ((y + geometry.top) * width + columns.lowerBound) * channels
      let target = (y * geometry.width + columns.lowerBound - geometry.left) * channels
      for i in 0..<columns.count * channels { result[target + i] = pixels[source + i] }
    }
    return RasterImage(width: geometry.width, height: geometry.height, channels: channels, pixels: result)
  }
}
