/// The partition of an image into square windows that are kept or masked as one; windows at the right and bottom
/// border cover fewer pixels when their side does not divide the image's.
public struct WindowGrid: Sendable, Equatable, Hashable {
  /// Size of the image in pixels.
  public let height: Int
  public let width: Int
  /// Side of a window in pixels.
  public let window: Int
  /// Number of windows down and across: `ceil(height / window)` and `ceil(width / window)`.
  public let rows: Int
  public let columns: Int

  /// - Precondition: `window` is at least 1.
  public init(height: Int, width: Int, window: Int) {
    precondition(window >= 1 && height >= 0 && width >= 0)
    self.height = height
    self.width = width
    self.window = window
    rows = (height + window - 1) / window
    columns = (width + window - 1) / window
  }

  /// Number of windows; window `row * columns + column` starts at pixel (`row * window`, `column * window`).
  public var count: Int { rows * columns }

  /// Index of the window that covers a pixel.
  @inlinable public func index(y: Int, x: Int) -> Int { (y / window) * columns + x / window }

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
  @inlinable public func spread<Value>(_ values: [Value]) -> [Value] {
    precondition(values.count == rows * columns)
    var pixels: [Value] = []
    pixels.reserveCapacity(height * width)
    for y in 0..<height {
      for x in 0..<width { pixels.append(values[index(y: y, x: x)]) }
    }
    return pixels
  }
}
