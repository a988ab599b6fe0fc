import Reproducibility
import Saliency

/// One map of several: the mean of the ranks that they give to each pixel.
///
/// Methods err in different ways, and what most of them rank high is more likely to matter (Rieger and Hansen, "Aggregating
/// explanation methods for stable and robust explainability", arXiv:1903.00519). Ranks are the same whatever the units of a
/// map, and outliers cannot outvote the others.
public enum MeanRanks {
  /// - Precondition: at least one map; all have one size.
  /// - Returns: from 0, where all maps are lowest, to 1, where all are highest; pixels with equal values share their mean rank.
  public static func map(of maps: [SaliencyMap]) -> SaliencyMap {
    var mean = maps[0]
    var sums = [Double](repeating: 0, count: mean.values.count)
    for map in maps {
      precondition(map.height == mean.height && map.width == mean.width)
      for (pixel, rank) in meanRanks(map.values).enumerated() { sums[pixel] += rank - 1 }
    }
    let scale = 1 / (Double(maps.count) * Double(max(1, sums.count - 1)))
    for pixel in sums.indices { mean.values[pixel] = Float(sums[pixel] * scale) }
    return mean
  }
}
