/// A box of pixels: rows `top..<bottom`, columns `left..<right`.
public struct PixelBox: Sendable, Equatable, Hashable, Codable {
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

  /// The box centred in an image that covers `share` of its area with the image's own proportions: the baseline that
  /// knows nothing but that photographers centre their objects.
  public static func centred(height: Int, width: Int, share: Double) -> PixelBox {
    let side = min(1, max(0, share)).squareRoot()
    let rows = max(1, Int((Double(height) * side).rounded()))
    let columns = max(1, Int((Double(width) * side).rounded()))
    let top = (height - rows) / 2
    let left = (width - columns) / 2
    return PixelBox(top: top, left: left, bottom: top + rows, right: left + columns)
  }
}
