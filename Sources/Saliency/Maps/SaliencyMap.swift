/// A saliency map: a number per pixel, row-major, that says how much the pixel matters to the model's decision.
///
/// Of a sentence it has one row with a number per word.
public struct SaliencyMap: Sendable, Equatable {
  public var height: Int
  public var width: Int
  public var values: [Float]

  /// - Precondition: `values.count == height * width`.
  public init(height: Int, width: Int, values: [Float]) {
    precondition(values.count == height * width)
    self.height = height
    self.width = width
    self.values = values
  }

  /// Indices of the pixels from the most to the least important; equal values keep their reading order, so that the
  /// same map always gives the same order.
  public func ranking() -> [Int] {
    values.indices.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }

  /// The mask of the `count` most important pixels (all pixels tied with the last of them included).
  public func strongest(_ count: Int) -> PixelMask {
    guard count > 0, !values.isEmpty else { return PixelMask(height: height, width: width) }
    let threshold = values.sorted(by: >)[min(count, values.count) - 1]
    return PixelMask(height: height, width: width, bits: values.map { $0 >= threshold })
  }

  /// The mask of all pixels above `threshold`.
  public func above(_ threshold: Float) -> PixelMask {
    PixelMask(height: height, width: width, bits: values.map { $0 > threshold })
  }
}
