import Saliency
import Scoring
import Storing

/// How a mask and the true object overlap, in shares of pixels.
struct ObjectOverlap: Sendable, Equatable {
  /// Share of the kept pixels that lie on the object.
  var ofMask = 0.0
  /// Share of the object's pixels that are kept.
  var ofObject = 0.0
  /// Share of the image that is object: what `ofMask` would be by chance.
  var objectShare = 0.0

  /// Nil when either is empty, or they are of different images.
  init?(_ mask: WindowMask, truth: PixelMask) {
    guard mask.grid.height == truth.height, mask.grid.width == truth.width else { return nil }
    let (kept, object) = (mask.pixels.bits, truth.bits)
    var (keptCount, objectCount, both) = (0, 0, 0)
    for (isKept, isObject) in zip(kept, object) {
      if isKept { keptCount += 1 }
      if isObject { objectCount += 1 }
      if isKept && isObject { both += 1 }
    }
    guard keptCount > 0, objectCount > 0 else { return nil }
    ofMask = Double(both) / Double(keptCount)
    ofObject = Double(both) / Double(objectCount)
    objectShare = Double(objectCount) / Double(object.count)
  }
}
