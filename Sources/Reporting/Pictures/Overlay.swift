import ImageCodecs
import Saliency
import Storing

/// Photo, map before minimisation, and map with the mask's outline, side by side.
public enum Overlay {
  private static let gap = 4

  /// Small images are enlarged by a whole factor to about this height, so that the outline can be seen.
  private static let wantedHeight = 224

  /// - Parameter photo: the image that the model sees.
  public static func picture(photo: RasterImage, explained: ExplainedItem) -> RasterImage {
    let (height, width) = explained.size ?? (photo.height, photo.width)
    let factor = max(1, wantedHeight / max(1, height))
    var panels = [photo.fitted(height: height, width: width).enlarged(by: factor)]
    if let base = explained.baseMap { panels.append(base.map.picture.enlarged(by: factor)) }
    if explained.leadingMap != nil || explained.mask != nil {
      var last = explained.leadingMap?.map.picture ?? photo.fitted(height: height, width: width).inColour
      last = last.enlarged(by: factor)
      if let mask = explained.mask { last.draw(outlineOf: mask, factor: factor) }
      panels.append(last)
    }
    return RasterImage.row(panels, gap: gap)
  }
}
