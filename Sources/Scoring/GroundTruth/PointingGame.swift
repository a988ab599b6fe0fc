import Saliency

/// The pointing game: does the map's highest pixel lie on the true object? (Zhang et al., "Top-down neural attention by
/// excitation backprop", ECCV 2016, section 4.1.)
///
/// Maps with plateaus have several highest pixels; the result is then the share of them that hits, which is the chance
/// of a hit when one of them is drawn by lot.
///
/// - Parameter tolerance: A pixel at most this far (Euclidean) from the object counts as a hit; the paper uses 15.
/// - Returns: 0...1, nil when the truth is empty or the map has no finite value.
public func pointingGame(_ map: SaliencyMap, truth: PixelMask, tolerance: Double = 0) -> Double? {
  precondition(map.height == truth.height && map.width == truth.width)
  guard truth.bits.contains(true), let highest = map.values.filter(\.isFinite).max() else { return nil }
  var hits = 0
  var tied = 0
  for (pixel, value) in map.values.enumerated() where value == highest {
    tied += 1
    if truth.contains(pixelNear: pixel, within: tolerance) { hits += 1 }
  }
  return Double(hits) / Double(tied)
}

extension PixelMask {
  fileprivate func contains(pixelNear pixel: Int, within distance: Double) -> Bool {
    if bits[pixel] { return true }
    let reach = Int(distance)
    guard reach > 0 else { return false }
    let (y, x) = (pixel / width, pixel % width)
    for row in max(0, y - reach)...min(height - 1, y + reach) {
      for column in max(0, x - reach)...min(width - 1, x + reach) where bits[row * width + column] {
        let (dy, dx) = (Double(row - y), Double(column - x))
        if dy * dy + dx * dx <= distance * distance { return true }
      }
    }
    return false
  }
}
