/// Enlarges a coarse map to an input's size by bilinear interpolation between the centres of its cells; beyond the
/// outermost centres the map stays flat (PyTorch's `interpolate` with `align_corners=False`).
enum BilinearEnlargement {
  static func enlarge(_ map: [Float], rows: Int, columns: Int, height: Int, width: Int) -> [Float] {
    let vertical = taps(cells: rows, size: height)
    let horizontal = taps(cells: columns, size: width)
    var result: [Float] = []
    result.reserveCapacity(height * width)
    for y in vertical {
      for x in horizontal {
        let upper = map[y.low * columns + x.low] * (1 - x.weight) + map[y.low * columns + x.high] * x.weight
        let lower = map[y.high * columns + x.low] * (1 - x.weight) + map[y.high * columns + x.high] * x.weight
        result.append(upper * (1 - y.weight) + lower * y.weight)
      }
    }
    return result
  }

  /// Two neighbouring cells for each pixel, and the weight of the second.
  private static func taps(cells: Int, size: Int) -> [(low: Int, high: Int, weight: Float)] {
    (0..<size).map { index in
      let position = (Double(index) + 0.5) * Double(cells) / Double(size) - 0.5
      let clamped = min(max(position, 0), Double(cells - 1))
      let low = Int(clamped)
      return (low, min(low + 1, cells - 1), Float(clamped - Double(low)))
    }
  }
}
