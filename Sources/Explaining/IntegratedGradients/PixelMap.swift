import Foundation

/// How a pixel's score follows from the attributions of its channels.
public enum PixelMap: String, Sendable, Codable, CaseIterable {
  /// Their sum.
  case signed
  /// Their sum where it is positive, else 0.
  case positive
  /// The sum of their sizes, from the smallest (0) to the 99th percentile (1): as the SMUG authors' rival and the package
  /// `saliency` draw maps (`VisualizeImageGrayscale`).
  case absoluteP99 = "absolute-p99"

  /// A score per pixel of `C x H x W` values.
  public func scores(of values: [Double], pixels: Int) -> [Float] {
    func sum(_ pixel: Int, _ part: (Double) -> Double) -> Double {
      stride(from: pixel, to: values.count, by: pixels).reduce(0) { $0 + part(values[$1]) }
    }
    switch self {
    case .signed: return (0..<pixels).map { Float(sum($0) { $0 }) }
    case .positive: return (0..<pixels).map { Float(max(0, sum($0) { $0 })) }
    case .absoluteP99:
      let sizes = (0..<pixels).map { sum($0) { abs($0) } }
      let sorted = sizes.sorted()
      guard let low = sorted.first else { return [] }
      // As NumPy interpolates percentiles.
      let place = 0.99 * Double(pixels - 1)
      let below = Int(place)
      let above = min(below + 1, pixels - 1)
      let high = sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
      guard high > low else { return [Float](repeating: 0, count: pixels) }
      return sizes.map { Float(min(max(($0 - low) / (high - low), 0), 1)) }
    }
  }
}
