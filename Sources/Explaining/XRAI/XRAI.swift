/// Attributions of regions (Kapishnikov, Bolukbasi, Viegas and Terry, "XRAI: Better Attributions Through Regions", ICCV 2019,
/// arXiv:1906.02825): regions of a picture, coarse and fine ones together, are added one by one to what is shown, always
/// the one whose new pixels have the highest mean attribution; that mean is the new pixels' score.
public struct XRAI: Sendable {
  /// Regions with fewer pixels that are new are passed over.
  public var minimumPixels: Int

  public init(minimumPixels: Int = 50) { self.minimumPixels = minimumPixels }

  /// The map of an attribution.
  ///
  /// - Parameters:
  ///   - attribution: one value a pixel.
  ///   - regions: pixels of each region; they may overlap. Of regions that are equally good the first is taken.
  /// - Returns: one value a pixel; what no region covers gets its mean attribution.
  public func map(of attribution: [Double], regions: [[Int32]]) -> [Double] {
    var scores = [Double](repeating: 0, count: attribution.count)
    var isCovered = [Bool](repeating: false, count: attribution.count)
    var open = Array(regions.indices)
    while true {
      var best: (region: Int, gain: Double)?
      open.removeAll { region in
        var (sum, count) = (0.0, 0)
        for pixel in regions[region] where !isCovered[Int(pixel)] {
          sum += attribution[Int(pixel)]
          count += 1
        }
        guard count >= max(1, minimumPixels) else { return true }
        let gain = sum / Double(count)
        if gain > best?.gain ?? -.infinity { best = (region, gain) }
        return false
      }
      guard let best else { break }
      for pixel in regions[best.region] where !isCovered[Int(pixel)] {
        scores[Int(pixel)] = best.gain
        isCovered[Int(pixel)] = true
      }
      open.removeAll { $0 == best.region }
    }
    let rest = isCovered.indices.filter { !isCovered[$0] }
    if !rest.isEmpty {
      let mean = rest.reduce(0) { $0 + attribution[$1] } / Double(rest.count)
      for pixel in rest { scores[pixel] = mean }
    }
    return scores
  }

  /// The regions of a labelling, each with the pixels around it.
  ///
  /// - Parameters:
  ///   - labels: a label per pixel, row-major, from 0.
  ///   - dilation: so many pixels around a region belong to it too, by Euclidean distance.
  public static func regions(labels: [Int], height: Int, width: Int, dilation: Int) -> [[Int32]] {
    var regions = [[Int32]](repeating: [], count: (labels.max() ?? -1) + 1)
    var offsets: [(down: Int, right: Int)] = []
    for down in -dilation...dilation {
      for right in -dilation...dilation where down * down + right * right <= dilation * dilation {
        offsets.append((down, right))
      }
    }
    var seen: [Int] = []
    for y in 0..<height {
      for x in 0..<width {
        seen.removeAll(keepingCapacity: true)
        for (down, right) in offsets {
          let (row, column) = (y + down, x + right)
          guard row >= 0, row < height, column >= 0, column < width else { continue }
          let label = labels[row * width + column]
          if seen.contains(label) { continue }
          seen.append(label)
          regions[label].append(Int32(y * width + x))
        }
      }
    }
    return regions.filter { !$0.isEmpty }
  }
}
