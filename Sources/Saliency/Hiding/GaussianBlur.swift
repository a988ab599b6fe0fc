import Foundation

/// A Gaussian filter of the planes of an image: separable, rows first, cut off at a multiple of its standard deviation.
public struct GaussianBlur: Sendable, Equatable {
  /// What the filter meets beyond the border.
  public enum Border: Sendable {
    /// Zeros: images darken towards their border, as with SciPy's `mode="constant"`.
    case zeros
    /// The border's own pixels, again and again.
    case repeated
    /// Nothing: the weights of the pixels inside are scaled up to sum to one.
    case cropped
  }

  /// In which format products are added up.
  public enum Precision: Sendable { case single, double }

  /// The standard deviation in pixels; nothing is blurred where it is not positive.
  public var sigma: Double
  public var border: Border
  /// Taps reach this many pixels to each side.
  public var radius: Int
  public var precision: Precision

  /// - Parameter radius: nil is three standard deviations, rounded up, at least a pixel.
  public init(sigma: Double, border: Border = .cropped, radius: Int? = nil, precision: Precision = .single) {
    self.sigma = sigma
    self.border = border
    self.radius = radius ?? max(1, Int((3 * sigma).rounded(.up)))
    self.precision = precision
  }

  /// - Parameter values: any number of `height x width` planes, one behind the other.
  public func applied(to values: [Float], height: Int, width: Int) -> [Float] {
    guard sigma > 0, height > 0, width > 0 else { return values }
    var weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    if border != .cropped {
      let total = weights.reduce(0, +)
      weights = weights.map { $0 / total }
    }
    return switch precision {
    case .single: filtered(values, height: height, width: width, kernel: weights.map { Float($0) })
    case .double: filtered(values, height: height, width: width, kernel: weights)
    }
  }

  private func filtered<Scalar: BinaryFloatingPoint>(
    _ values: [Float], height: Int, width: Int, kernel: [Scalar]
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for plane in stride(from: 0, to: values.count, by: height * width) {
      var rows: [Float] = []
      rows.reserveCapacity(height * width)
      for first in stride(from: plane, to: plane + height * width, by: width) {
        rows += filtered(values[first..<first + width], step: 1, kernel: kernel)
      }
      result += filtered(rows[...], step: width, kernel: kernel)
    }
    return result
  }

  /// Filters along an axis on which neighbours lie `step` values apart: one row, or all columns of a plane at once.
  private func filtered<Scalar: BinaryFloatingPoint>(
    _ values: ArraySlice<Float>, step: Int, kernel: [Scalar]
  ) -> [Float] {
    let padded = padded(values.map { Scalar($0) }, margin: radius * step, step: step)
    var sums = [Scalar](repeating: 0, count: values.count)
    // Tap by tap, so that the inner loop can use vector instructions; each sum still adds its taps in order.
    sums.withUnsafeMutableBufferPointer { sums in
      padded.withUnsafeBufferPointer { padded in
        for (tap, weight) in kernel.enumerated() {
          for index in 0..<sums.count { sums[index] += weight * padded[tap * step + index] }
        }
      }
    }
    if border == .cropped {
      let length = values.count / step
      for position in 0..<length {
        let inside = max(0, radius - position)..<min(kernel.count, length - position + radius)
        let total = kernel[inside].reduce(0, +)
        for index in position * step..<(position + 1) * step { sums[index] /= total }
      }
    }
    return sums.map { Float($0) }
  }

  /// The values with the border's continuation before and behind them.
  private func padded<Scalar: BinaryFloatingPoint>(_ values: [Scalar], margin: Int, step: Int) -> [Scalar] {
    guard border == .repeated else {
      let zeros = [Scalar](repeating: 0, count: margin)
      return zeros + values + zeros
    }
    var result: [Scalar] = []
    result.reserveCapacity(values.count + 2 * margin)
    for _ in 0..<radius { result += values.prefix(step) }
    result += values
    for _ in 0..<radius { result += values.suffix(step) }
    return result
  }
}
