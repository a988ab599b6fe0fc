import Foundation

/// What stands where an input is hidden from the model, in the units of the model's input (after preprocessing).
///
/// Written in a job as `zero`, `mean`, `blur:10` (a Gaussian of ten pixels' standard deviation) or `value:0.5`.
public enum InputBaseline: Sendable, Equatable {
  /// One number everywhere; 0 is the mean colour for a model whose preprocessing subtracts it, and the padding token of
  /// most text models.
  case constant(Float)
  /// The mean of each channel over the input itself.
  case mean
  /// The input blurred by a Gaussian of this standard deviation in pixels (borders repeated).
  case blur(Double)

  public static var zero: InputBaseline { .constant(0) }

  /// The baseline of one input.
  ///
  /// - Parameters:
  ///   - input: row-major values.
  ///   - layout: how they lie; units have no neighbours, so `blur` gives their mean.
  public func values(for input: [Float], layout: InputLayout) -> [Float] {
    switch self {
    case .constant(let value): return [Float](repeating: value, count: input.count)
    case .mean: return channelMeans(of: input, layout: layout)
    case .blur(let deviation):
      guard case .image(let channels, let height, let width) = layout, deviation > 0 else {
        return channelMeans(of: input, layout: layout)
      }
      let kernel = Self.gaussian(deviation)
      var result = input
      for channel in 0..<channels {
        let start = channel * height * width
        // Rows, then columns: a Gaussian is separable.
        Self.convolve(&result, kernel, lines: height, lineStride: width, length: width, stride: 1, start: start)
        Self.convolve(&result, kernel, lines: width, lineStride: 1, length: height, stride: width, start: start)
      }
      return result
    }
  }

  private func channelMeans(of input: [Float], layout: InputLayout) -> [Float] {
    let plane = layout.maskCount
    var result = input
    for start in stride(from: 0, to: input.count, by: plane) {
      let mean = input[start..<start + plane].reduce(0) { $0 + Double($1) } / Double(plane)
      for index in start..<start + plane { result[index] = Float(mean) }
    }
    return result
  }

  private static func gaussian(_ deviation: Double) -> [Float] {
    let radius = max(1, Int((3 * deviation).rounded(.up)))
    let weights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (deviation * deviation)) }
    let sum = weights.reduce(0, +)
    return weights.map { Float($0 / sum) }
  }

  private static func convolve(
    _ values: inout [Float], _ kernel: [Float], lines: Int, lineStride: Int, length: Int, stride: Int, start: Int
  ) {
    let radius = kernel.count / 2
    var line = [Float](repeating: 0, count: length)
    for lineIndex in 0..<lines {
      let first = start + lineIndex * lineStride
      for position in 0..<length { line[position] = values[first + position * stride] }
      for position in 0..<length {
        var sum: Float = 0
        for (tap, weight) in kernel.enumerated() {
          sum += weight * line[min(max(position + tap - radius, 0), length - 1)]
        }
        values[first + position * stride] = sum
      }
    }
  }
}

extension InputBaseline: Codable, CustomStringConvertible {
  public var description: String {
    switch self {
    case .constant(0): "zero"
    case .constant(let value): "value:\(value)"
    case .mean: "mean"
    case .blur(let deviation): "blur:\(deviation)"
    }
  }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("zero", 1): self = .zero
    case ("mean", 1): self = .mean
    case ("blur", 1): self = .blur(10)
    case ("value", 2):
      guard let value = Float(parts[1]), value.isFinite else { return nil }
      self = .constant(value)
    case ("blur", 2):
      guard let deviation = Double(parts[1]), deviation > 0, deviation < 1000 else { return nil }
      self = .blur(deviation)
    default: return nil
    }
  }

  public init(from decoder: Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let baseline = InputBaseline(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no baseline: write zero, mean, blur:SIGMA or value:NUMBER")
    }
    self = baseline
  }

  public func encode(to encoder: Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
