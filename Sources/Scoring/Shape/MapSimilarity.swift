import Reproducibility
import Saliency

/// How alike two maps, or two masks, of one size are.
public enum MapSimilarity {
  /// Spearman's rank correlation; nil where one of them does not vary.
  public static func rankCorrelation(_ a: SaliencyMap, _ b: SaliencyMap) -> Double? { spearman(a.values, b.values) }

  /// Mean structural similarity (Wang, Bovik, Sheikh and Simoncelli, IEEE TIP 13, 2004, equation 13) over all windows of 7 x 7
  /// pixels inside the image, with uniform weights and sample variances, of maps scaled to 0...1: as scikit-image computes it
  /// by default. Nil for maps smaller than a window.
  public static func structuralSimilarity(_ a: SaliencyMap, _ b: SaliencyMap) -> Double? {
    let side = 7
    guard a.height == b.height, a.width == b.width, a.height >= side, a.width >= side else { return nil }
    let (x, y) = (scaled(a.values), scaled(b.values))
    let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
    let n = Double(side * side)
    func sums(_ value: (Int) -> Double) -> [Double] {
      windowSums((0..<x.count).map(value), height: a.height, width: a.width, side: side)
    }
    let (sx, sy) = (sums { x[$0] }, sums { y[$0] })
    let (sxx, syy, sxy) = (sums { x[$0] * x[$0] }, sums { y[$0] * y[$0] }, sums { x[$0] * y[$0] })
    var total = 0.0
    for place in sx.indices {
      let (mx, my) = (sx[place] / n, sy[place] / n)
      let vx = (sxx[place] - n * mx * mx) / (n - 1)
      let vy = (syy[place] - n * my * my) / (n - 1)
      let covariance = (sxy[place] - n * mx * my) / (n - 1)
      total += (2 * mx * my + c1) * (2 * covariance + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2))
    }
    return total / Double(sx.count)
  }

  /// Intersection over union of two masks; 1 where both are empty.
  public static func overlap(_ a: WindowMask, _ b: WindowMask) -> Double? {
    guard a.grid == b.grid else { return nil }
    let both = zip(a.bits, b.bits).count { $0 && $1 }
    let either = zip(a.bits, b.bits).count { $0 || $1 }
    return either > 0 ? Double(both) / Double(either) : 1
  }

  /// Dice's coefficient of two masks: twice what both keep, over what each keeps (Dice, Ecology 26, 1945); 1 where both are
  /// empty.
  ///
  /// - Returns: nil for masks of different sizes.
  public static func dice(_ a: PixelMask, _ b: PixelMask) -> Double? {
    guard a.height == b.height, a.width == b.width else { return nil }
    let both = zip(a.bits, b.bits).count { $0 && $1 }
    let sum = a.count + b.count
    return sum > 0 ? 2 * Double(both) / Double(sum) : 1
  }

  private static func scaled(_ values: [Float]) -> [Double] {
    let (low, high) = (Double(values.min() ?? 0), Double(values.max() ?? 0))
    guard high > low else { return values.map { _ in 0 } }
    return values.map { (Double($0) - low) / (high - low) }
  }

  /// Sums over all windows inside, by rows and then by columns.
  private static func windowSums(_ values: [Double], height: Int, width: Int, side: Int) -> [Double] {
    let columns = width - side + 1
    var rows = [Double](repeating: 0, count: height * columns)
    for y in 0..<height {
      for x in 0..<columns {
        var sum = 0.0
        for step in 0..<side { sum += values[y * width + x + step] }
        rows[y * columns + x] = sum
      }
    }
    var result = [Double](repeating: 0, count: (height - side + 1) * columns)
    for y in 0...height - side {
      for x in 0..<columns {
        var sum = 0.0
        for step in 0..<side { sum += rows[(y + step) * columns + x] }
        result[y * columns + x] = sum
      }
    }
    return result
  }
}
