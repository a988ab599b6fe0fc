import Saliency

/// How a map agrees with the truth at every threshold at once: one sort, then a walk from the highest value down.
public struct ThresholdSweep: Sendable {
  /// The chance that a pixel of the object gets a higher value than a pixel beside it, ties counting half: the area
  /// under the ROC curve. Nil when the truth is empty or covers everything.
  public let rocAUC: Double?
  /// The highest F1 of `value >= threshold` over all thresholds. Nil when the truth is empty.
  public let bestF1: Double?
  /// The lowest mean absolute error between the thresholded map (0 or 1) and the truth, over all thresholds and the
  /// empty mask. The reference implementation tries at most 1000 thresholds, so its figure is never lower.
  public let lowestMAE: Double
  /// The highest intersection over union of `value >= threshold` over all thresholds. Nil when the truth is empty.
  public let bestIoU: Double?

  public init(_ map: SaliencyMap, truth: PixelMask) {
    precondition(map.height == truth.height && map.width == truth.width)
    let order = map.ranking()
    let positives = truth.count
    let negatives = order.count - positives
    var (hits, misses) = (0, 0)
    var concordant = 0.0
    var (f1, iou) = (0.0, 0.0)
    var fewestErrors = positives
    var start = 0
    while start < order.count {
      var end = start
      var (newHits, newMisses) = (0, 0)
      while end < order.count, map.values[order[end]] == map.values[order[start]] {
        if truth.bits[order[end]] { newHits += 1 } else { newMisses += 1 }
        end += 1
      }
      // A NaN equals nothing, not even itself: take it alone.
      if end == start {
        if truth.bits[order[end]] { newHits += 1 } else { newMisses += 1 }
        end += 1
      }
      concordant += Double(newMisses) * (Double(hits) + Double(newHits) / 2)
      hits += newHits
      misses += newMisses
      f1 = max(f1, 2 * Double(hits) / Double(hits + misses + positives))
      iou = max(iou, Double(hits) / Double(positives + misses))
      fewestErrors = min(fewestErrors, misses + positives - hits)
      start = end
    }
    rocAUC = positives > 0 && negatives > 0 ? concordant / (Double(positives) * Double(negatives)) : nil
    bestF1 = positives > 0 ? f1 : nil
    bestIoU = positives > 0 ? iou : nil
    lowestMAE = order.isEmpty ? 0 : Double(fewestErrors) / Double(order.count)
  }
}
