/// The mapping from an image's pixels to the network's input: first resized, then cut out.
public struct InputGeometry: Sendable, Equatable {
  /// Size of the image itself.
  public let originalWidth: Int
  public let originalHeight: Int
  /// Size after resizing.
  public let resizedWidth: Int
  public let resizedHeight: Int
  /// The resized image's pixel at the input's top left corner; negative where the input has a border.
  public let left: Int
  public let top: Int
  /// Size of the input.
  public let width: Int
  public let height: Int

  init(
    width: Int, height: Int, resize: Preprocessing.Resize, crop: Preprocessing.Crop?,
    rounding: Preprocessing.Rounding = .torchvision
  ) {
    originalWidth = width
    originalHeight = height
    switch resize {
    case .none: (resizedWidth, resizedHeight) = (width, height)
    case .exact(let exactWidth, let exactHeight): (resizedWidth, resizedHeight) = (exactWidth, exactHeight)
    case .shorterSide(let side):
      let exact = Double(side * max(width, height)) / Double(min(width, height))
      let longer = max(1, Int(rounding == .torchvision ? exact : exact.rounded(.toNearestOrEven)))
      (resizedWidth, resizedHeight) = width <= height ? (side, longer) : (longer, side)
    }
    self.width = crop?.width ?? resizedWidth
    self.height = crop?.height ?? resizedHeight
    left = Self.offset(of: self.width, in: resizedWidth, rounding)
    top = Self.offset(of: self.height, in: resizedHeight, rounding)
  }

  /// Offset of a centred cut; a border's larger half lies behind.
  private static func offset(of part: Int, in whole: Int, _ rounding: Preprocessing.Rounding) -> Int {
    if part > whole { return -((part - whole) / 2) }
    let exact = Double(whole - part) / 2
    return Int(rounding == .torchvision ? exact.rounded(.toNearestOrEven) : exact.rounded(.down))
  }

  /// The input's coordinates of a point of the original image; pixel (x, y) covers x..<x+1, y..<y+1 in both.
  public func map(x: Double, y: Double) -> (x: Double, y: Double) {
    (
      x * Double(resizedWidth) / Double(originalWidth) - Double(left),
      y * Double(resizedHeight) / Double(originalHeight) - Double(top)
    )
  }
}
