/// The pixels that an explanation calls salient: those that are varied.
public enum SalientRegion {
  /// The highest share of a saliency map, at least one pixel and never all; among equal values the earlier pixels.
  public static func top(share: Double, of map: [Float]) -> [Bool] {
    let wanted = Int((share * Double(map.count)).rounded())
    let count = min(max(1, wanted), max(1, map.count - 1))
    let order = map.indices.sorted { map[$0] != map[$1] ? map[$0] > map[$1] : $0 < $1 }
    var region = [Bool](repeating: false, count: map.count)
    for index in order.prefix(count) { region[index] = true }
    return region
  }

  /// How much of the generated image stands at each pixel: 1 inside the region, falling linearly to 0 over the seam
  /// outside.
  static func blendWeights(_ region: [Bool], height: Int, width: Int, feather: Double) -> [Float] {
    guard feather > 0 else { return region.map { $0 ? 1 : 0 } }
    let radius = Int(feather.rounded(.up))
    return (0..<height * width).map { index in
      if region[index] { return 1 }
      let (y, x) = index.quotientAndRemainder(dividingBy: width)
      var nearest = Double.infinity
      for other in max(0, y - radius)...min(height - 1, y + radius) {
        for beside in max(0, x - radius)...min(width - 1, x + radius) where region[other * width + beside] {
          let (down, right) = (Double(other - y), Double(beside - x))
          nearest = min(nearest, (down * down + right * right).squareRoot())
        }
      }
      return Float(max(0, 1 - nearest / (feather + 1)))
    }
  }
}
