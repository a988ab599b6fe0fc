import Saliency

extension WindowGrid {
  /// The grid of an image, or the reason why the windows do not suit it.
  ///
  /// - Throws: ``SMUGError/windowTooLarge(window:height:width:)`` when a window is larger than the whole image.
  public static func covering(height: Int, width: Int, window: Int) throws(SMUGError) -> WindowGrid {
    guard window >= 1 else { throw .invalidSetting("window", "\(window)", "a whole number of pixels, at least 1") }
    guard window <= max(height, width) else {
      throw .windowTooLarge(window: window, height: height, width: width)
    }
    return WindowGrid(height: height, width: width, window: window)
  }
}
