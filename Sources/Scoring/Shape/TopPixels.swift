import Reproducibility
import Saliency

/// The strongest pixels of a map: so many as a share of the image says.
///
/// Pixels that tie with the weakest of them all belong to it in part, so that the parts add up: a map of few different values does
/// not depend on the order in which pixels are numbered.
public struct TopPixels: Sendable {
  /// How many pixels belong to it.
  public let count: Int
  private let height: Int
  private let width: Int
  private let values: [Float]
  /// What is larger belongs to it.
  private let threshold: Float
  /// The part of each pixel at the threshold that belongs to it, in 0...1.
  private let part: Double

  /// - Parameter share: of the pixels, in 0...1; at least one pixel is taken.
  /// - Returns: nil for a map without pixels, or with values that are no numbers.
  public init?(_ map: SaliencyMap, share: Double) {
    guard !map.values.isEmpty, map.values.allSatisfy({ !$0.isNaN }) else { return nil }
    count = min(map.values.count, max(1, Int((share * Double(map.values.count)).rounded())))
    (height, width, values) = (map.height, map.width, map.values)
    var ordered = map.values.map(Double.init)
    let k = count
    ordered.withUnsafeMutableBufferPointer { $0.selectLargest(k) }
    let threshold = Float(ordered[0..<k].min() ?? 0)
    let above = values.count { $0 > threshold }
    let tied = values.count { $0 == threshold }
    self.threshold = threshold
    part = tied > 0 ? Double(k - above) / Double(tied) : 0
  }

  /// The share of these pixels that are among the other map's strongest as well, in 0...1 (top-k intersection; Ghorbani, Abid and
  /// Zou, "Interpretation of neural networks is fragile", AAAI 2019); as large as Dice's coefficient, since both sets have
  /// equally many pixels. Two maps that have nothing to do with each other share as much as the sets' share of the image.
  ///
  /// - Returns: nil for maps of different sizes.
  public func intersection(with other: TopPixels) -> Double? {
    guard height == other.height, width == other.width, count == other.count else { return nil }
    var sum = 0.0
    for pixel in values.indices {
      let (a, b) = (membership(values[pixel]), other.membership(other.values[pixel]))
      if a > 0, b > 0 { sum += min(a, b) }
    }
    return sum / Double(count)
  }

  private func membership(_ value: Float) -> Double { value > threshold ? 1 : value == threshold ? part : 0 }
}
