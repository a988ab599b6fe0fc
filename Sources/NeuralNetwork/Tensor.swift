/// A dense row-major array of `Float`, the value type handed between modules.
///
/// Images are `N x C x H x W`; a tensor without a batch axis is written where a function says so. Token ids are
/// carried as floats too: they are exact up to 2^24.
public struct Tensor: Sendable, Equatable {
  /// Extent of each axis, outermost first. Empty for a scalar.
  public var shape: [Int]
  /// Elements in row-major order; `values.count` is the product of `shape`.
  public var values: [Float]

  /// - Precondition: `values.count` equals the product of `shape`.
  public init(shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "shape \(shape) does not hold \(values.count) values")
    self.shape = shape
    self.values = values
  }

  /// A tensor of one repeated value.
  public init(shape: [Int], repeating value: Float) {
    self.init(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
  }

  public var count: Int { values.count }
}
