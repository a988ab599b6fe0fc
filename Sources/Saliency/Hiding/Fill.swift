/// What stands where an input is hidden from the model, in units of the model's input (after preprocessing).
///
/// Written as `zero`, `mean`, `blur`, `blur:SIGMA` or `value:NUMBER`, in job files and on the command line alike.
public enum Fill: Sendable, Hashable {
  /// One number everywhere; 0 is the mean colour for a model whose preprocessing subtracts it, and the padding token of
  /// most text models.
  case constant(Float)
  /// The mean of each channel over the input itself.
  case mean
  /// The input blurred by a Gaussian of this standard deviation in pixels, at the border by the pixels inside alone.
  /// Nil, the plain `blur`, is 1/20 of the longer side, which hides objects of any size of image alike. Words have no
  /// neighbours to be blurred with: theirs is the mean.
  case blur(sigma: Double? = nil)

  public static var zero: Fill { .constant(0) }

  /// The spellings, for messages.
  public static let spellings = "zero, mean, blur, blur:SIGMA or value:NUMBER"

  /// The values that stand for an input where it is hidden.
  ///
  /// - Parameters:
  ///   - input: row-major values.
  ///   - shape: how they lie.
  public func values(for input: [Float], shape: InputShape) -> [Float] {
    switch self {
    case .constant(let value): return [Float](repeating: value, count: input.count)
    case .mean: return Self.channelMeans(of: input, plane: shape.maskCount)
    case .blur(let sigma):
      guard case .image(_, let height, let width) = shape else {
        return Self.channelMeans(of: input, plane: shape.maskCount)
      }
      return GaussianBlur(sigma: sigma ?? Double(max(height, width)) / 20)
        .applied(to: input, height: height, width: width)
    }
  }

  private static func channelMeans(of input: [Float], plane: Int) -> [Float] {
    guard plane > 0 else { return input }
    var result = input
    for start in stride(from: 0, to: input.count, by: plane) {
      let mean = input[start..<start + plane].reduce(0) { $0 + Double($1) } / Double(plane)
      for index in start..<start + plane { result[index] = Float(mean) }
    }
    return result
  }
}

extension Fill: LosslessStringConvertible {
  public var description: String {
    switch self {
    case .constant(0): "zero"
    case .constant(let value): "value:\(value)"
    case .mean: "mean"
    case .blur(nil): "blur"
    case .blur(let sigma?): "blur:\(sigma)"
    }
  }

  /// Reads what ``description`` writes; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("zero", 1): self = .zero
    case ("mean", 1): self = .mean
    case ("blur", 1): self = .blur()
    case ("value", 2):
      guard let value = Float(parts[1]), value.isFinite else { return nil }
      self = .constant(value)
    case ("blur", 2):
      guard let sigma = Double(parts[1]), sigma > 0, sigma < 1000 else { return nil }
      self = .blur(sigma: sigma)
    default: return nil
    }
  }
}

extension Fill: Codable {
  public init(from decoder: Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let fill = Fill(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' does not say what hides the input: write \(Self.spellings)")
    }
    self = fill
  }

  public func encode(to encoder: Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
