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

  /// The mask of no pixel.
  public init(height: Int, width: Int) {
    self.init(height: height, width: width, bits: Array(repeating: false, count: height * width))
  }

  /// The pixels inside any of `boxes`; what lies outside the image is ignored.
  public init(height: Int, width: Int, boxes: [PixelBox]) {
    self.init(height: height, width: width)
    for box in boxes {
      for y in max(0, box.top)..<max(0, min(height, box.bottom), box.top) {
        for x in max(0, box.left)..<max(0, min(width, box.right), box.left) { bits[y * width + x] = true }
      }
    }
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
