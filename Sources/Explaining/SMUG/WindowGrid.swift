/// The partition of an image into square windows that are kept or masked as one; windows at the right and bottom
/// border cover fewer pixels when the side does not divide the image.
public struct WindowGrid: Sendable, Equatable {
  /// Size of the image in pixels.
  public let height: Int
  public let width: Int
  /// Side of a window in pixels.
  public let window: Int

  /// - Throws: ``SMUGError/windowTooLarge(window:height:width:)`` when not even one whole window fits.
  public init(height: Int, width: Int, window: Int) throws(SMUGError) {
    guard window >= 1 else { throw .invalidSetting("window", "\(window)", "a whole number of pixels, at least 1") }
    guard window <= max(height, width) else {
      throw .windowTooLarge(window: window, height: height, width: width)
    }
    self.height = height
    self.width = width
    self.window = window
  }

  public var rows: Int { (height + window - 1) / window }
  public var columns: Int { (width + window - 1) / window }
  /// Number of windows; window `row * columns + column` starts at pixel (`row * window`, `column * window`).
  public var count: Int { rows * columns }

  /// Index of the window that covers a pixel.
  public func index(y: Int, x: Int) -> Int { (y / window) * columns + x / window }

  /// How many pixels each window covers, in index order.
  public var pixelsPerWindow: [Int] {
    (0..<count).map { index in
      let top = index / columns * window
      let left = index % columns * window
      return min(window, height - top) * min(window, width - left)
    }
  }

  /// Repeats each window's value over its pixels.
  ///
  /// - Parameter values: one per window.
  /// - Returns: `height * width` values, row-major.
  public func spread<Value>(_ values: [Value]) -> [Value] {
    precondition(values.count == count)
    var pixels: [Value] = []
    pixels.reserveCapacity(height * width)
    for y in 0..<height {
      for x in 0..<width { pixels.append(values[index(y: y, x: x)]) }
    }
    return pixels
  }
}
