import ImageCodecs
import Saliency
import Storing

extension RasterImage {
  /// Three channels, whatever there were.
  var inColour: RasterImage {
    guard channels == 1 else { return self }
    return RasterImage(width: width, height: height, channels: 3, pixels: pixels.flatMap { [$0, $0, $0] })
  }

  /// The same image at another size, by box averages when it shrinks and nearest pixels when it grows: enough for
  /// looking at; what the model sees is resized elsewhere.
  func fitted(height newHeight: Int, width newWidth: Int) -> RasterImage {
    guard newHeight != height || newWidth != width else { return self }
    var result = [UInt8](repeating: 0, count: newHeight * newWidth * channels)
    for y in 0..<newHeight {
      let top = y * height / newHeight
      let bottom = max(top + 1, (y + 1) * height / newHeight)
      for x in 0..<newWidth {
        let left = x * width / newWidth
        let right = max(left + 1, (x + 1) * width / newWidth)
        for channel in 0..<channels {
          var sum = 0
          for row in top..<bottom {
            for column in left..<right { sum += Int(pixels[(row * width + column) * channels + channel]) }
          }
          let count = (bottom - top) * (right - left)
          result[(y * newWidth + x) * channels + channel] = UInt8((sum + count / 2) / count)
        }
      }
    }
    return RasterImage(width: newWidth, height: newHeight, channels: channels, pixels: result)
  }

  /// Every pixel becomes a square of `factor` pixels a side.
  func enlarged(by factor: Int) -> RasterImage {
    guard factor > 1 else { return self }
    return fitted(height: height * factor, width: width * factor)
  }

  /// Images beside each other on white, top-aligned.
  static func row(_ panels: [RasterImage], gap: Int) -> RasterImage {
    let height = panels.map(\.height).max() ?? 1
    let width = panels.map(\.width).reduce(0, +) + gap * max(0, panels.count - 1)
    var result = RasterImage(
      width: max(1, width), height: height, channels: 3,
      pixels: [UInt8](repeating: 255, count: max(1, width) * height * 3))
    var left = 0
    for panel in panels.map(\.inColour) {
      for y in 0..<panel.height {
        let from = y * panel.width * 3
        let to = (y * result.width + left) * 3
        result.pixels.replaceSubrange(to..<to + panel.width * 3, with: panel.pixels[from..<from + panel.width * 3])
      }
      left += panel.width + gap
    }
    return result
  }

  /// Colours of outlines that the maps do not have.
  enum OutlineColour {
    static let mask: [UInt8] = [64, 224, 255]
    static let furtherMask: [UInt8] = [255, 144, 64]
    static let core: [UInt8] = [157, 255, 90]
  }

  /// Draws the border between kept and hidden windows, on the kept side.
  mutating func draw(outlineOf mask: WindowMask, factor: Int, colour: [UInt8] = OutlineColour.mask) {
    let side = mask.grid.window * factor
    func paint(_ y: Int, _ x: Int) {
      guard y >= 0, y < height, x >= 0, x < width else { return }
      for channel in 0..<3 { pixels[(y * width + x) * 3 + channel] = colour[channel] }
    }
    for row in 0..<mask.grid.rows {
      for column in 0..<mask.grid.columns where mask.keeps(row: row, column: column) {
        let (top, left) = (row * side, column * side)
        let bottom = min(top + side, height) - 1
        let right = min(left + side, width) - 1
        if !mask.keeps(row: row - 1, column: column) { for x in left...right { paint(top, x) } }
        if !mask.keeps(row: row + 1, column: column) { for x in left...right { paint(bottom, x) } }
        if !mask.keeps(row: row, column: column - 1) { for y in top...bottom { paint(y, left) } }
        if !mask.keeps(row: row, column: column + 1) { for y in top...bottom { paint(y, right) } }
      }
    }
  }
}
