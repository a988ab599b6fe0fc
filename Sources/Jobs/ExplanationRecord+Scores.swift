import Scoring
import Storing

extension ExplanationRecord {
  /// Adds how well each map and mask hits the true object: `MAP.pointing` (1 or 0), `MAP.auc`, `MAP.iou` (of the most
  /// salient pixels, as many as the object has), `mask.iou`. A measure that is not defined for the item is left out.
  mutating func addScores(against truth: PixelMask) {
    for map in maps where map.height == truth.height && map.width == truth.width {
      let scores = ScoreMap(height: map.height, width: map.width, values: map.values)
      add("\(map.name).pointing", pointingGame(scores, truth: truth))
      add("\(map.name).auc", ThresholdSweep(scores, truth: truth).rocAUC)
      add("\(map.name).iou", intersectionOverUnion(scores, truth))
    }
    for mask in masks where mask.height == truth.height && mask.width == truth.width {
      let kept = PixelMask(height: mask.height, width: mask.width, window: mask.window, windows: mask.bits)
      add("mask.iou", intersectionOverUnion(kept, truth))
    }
  }

  private mutating func add(_ name: String, _ value: Double?) {
    if let value { values.append((name, value)) }
  }
}
