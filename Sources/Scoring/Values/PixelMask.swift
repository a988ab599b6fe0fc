/// A yes or no per pixel, row-major: an explanation's mask, or the pixels of the true object.
public struct PixelMask: Sendable, Equatable {
  public var height: Int
  public var width: Int
  public var bits: [Bool]

  /// - Precondition: `bits.count == height * width`.
  public init(height: Int, width: Int, bits: [Bool]) {
    precondition(bits.count == height * width)
    self.height = height
    self.width = width
    self.bits = bits
  }

  /// The pixels of a mask over square windows of `window` pixels a side, cut off at the right and bottom border.
  ///
  /// - Precondition: one bit per window, `ceil(height / window)` rows of `ceil(width / window)`.
  public init(height: Int, width: Int, window: Int, windows: [Bool]) {
    let columns = (width + window - 1) / window
    precondition(windows.count == columns * ((height + window - 1) / window))
    var bits = [Bool](repeating: false, count: height * width)
    for y in 0..<height {
      for x in 0..<width where windows[y / window * columns + x / window] { bits[y * width + x] = true }
    }
    self.init(height: height, width: width, bits: bits)
  }

  /// The pixels inside any of `boxes`; what lies outside the picture is ignored.
  public init(height: Int, width: Int, boxes: [PixelBox]) {
    var bits = [Bool](repeating: false, count: height * width)
    for box in boxes {
      for y in max(0, box.top)..<max(0, min(height, box.bottom), box.top) {
        for x in max(0, box.left)..<max(0, min(width, box.right), box.left) { bits[y * width + x] = true }
      }
    }
    self.init(height: height, width: width, bits: bits)
  }

  /// The number of pixels set.
  public var count: Int { bits.count { $0 } }

  /// The share of pixels set, in 0...1.
  public var share: Double { bits.isEmpty ? 0 : Double(count) / Double(bits.count) }

  /// The tightest box that holds every pixel set; nil when none is.
  public var boundingBox: PixelBox? {
    var box: PixelBox?
    for y in 0..<height {
      for x in 0..<width where bits[y * width + x] {
        guard let old = box else {
          box = PixelBox(top: y, left: x, bottom: y + 1, right: x + 1)
          continue
        }
        box = PixelBox(top: old.top, left: min(old.left, x), bottom: y + 1, right: max(old.right, x + 1))
      }
    }
    return box
  }
}

/// A box of pixels: `bottom` and `right` are the first row and column outside of it.
public struct PixelBox: Sendable, Equatable, Hashable {
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

  /// The number of pixels inside.
  public var area: Int { max(0, bottom - top) * max(0, right - left) }

  /// The box centred in a picture that covers `share` of its area with the picture's own proportions: the baseline
  /// that knows nothing but that photographers centre their objects.
  public static func centred(height: Int, width: Int, share: Double) -> PixelBox {
    let side = min(1, max(0, share)).squareRoot()
    let rows = max(1, Int((Double(height) * side).rounded()))
    let columns = max(1, Int((Double(width) * side).rounded()))
    let top = (height - rows) / 2
    let left = (width - columns) / 2
    return PixelBox(top: top, left: left, bottom: top + rows, right: left + columns)
  }
}
