import ImageCodecs
import Saliency
import Storing

/// Photo, map before minimisation, and map with the mask's outline, side by side; then, where there are further masks,
/// the photo with the outlines of all, and of what every smallest one keeps; and, where it was looked for, what is enough
/// for the answer and the photo without what it needs.
public enum Overlay {
  private static let gap = 4

  /// Small images are enlarged by a whole factor to about this height, so that the outline can be seen.
  private static let wantedHeight = 224

  /// - Parameters:
  ///   - photo: the image that the model sees.
  ///   - hidden: the same with everything hidden; nil stands for mid-grey.
  public static func picture(
    photo: RasterImage, explained: ExplainedItem, hidden: RasterImage? = nil
  ) -> RasterImage {
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
    let (further, core) = (explained.furtherMasks, explained.core)
    if !further.isEmpty || core != nil {
      var all = panels[0].inColour
      for mask in further { all.draw(outlineOf: mask, factor: factor, colour: RasterImage.OutlineColour.furtherMask) }
      if let mask = explained.mask { all.draw(outlineOf: mask, factor: factor) }
      if let core { all.draw(outlineOf: core, factor: factor, colour: RasterImage.OutlineColour.core) }
      panels.append(all)
    }
    if let answer = AnswerPictures(explained, photo: photo, hidden: hidden) {
      panels += [answer.enough, answer.without].compactMap { $0?.enlarged(by: factor) }
    }
    return RasterImage.row(panels, gap: gap)
  }
}
