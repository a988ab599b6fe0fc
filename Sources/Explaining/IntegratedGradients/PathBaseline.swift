import Reproducibility
import Saliency

/// Where integrated gradients of an input start: in one input or in several, whose attributions are averaged.
///
/// Written as `zero`, `black-white`, `noise`, `noise:COUNT`, or as a ``Fill``.
public enum PathBaseline: Sendable, Equatable {
  /// The all-zero input; of a sentence that with all words hidden.
  case zero
  /// A black and a white image (as SMUG's `ig-black-white` and XRAI).
  case blackWhite
  case fill(Fill)
  /// So many inputs of noise, uniform in the range of each of the input's channels.
  case noise(Int)

  public static let defaultNoiseCount = 8

  /// The spellings, for messages.
  public static let spellings = "black-white, noise, noise:COUNT, \(Fill.spellings)"

  /// Reads a spelling; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("zero", 1): self = .zero
    case ("black-white", 1): self = .blackWhite
    case ("noise", 1): self = .noise(Self.defaultNoiseCount)
    case ("noise", 2):
      guard let count = Int(parts[1]), (1...1000).contains(count) else { return nil }
      self = .noise(count)
    default:
      guard let fill = Fill(text) else { return nil }
      self = .fill(fill)
    }
  }

  /// The inputs to start from; none means the all-zero one.
  ///
  /// - Parameters:
  ///   - blackWhite: the network's inputs for a black and a white image.
  ///   - seed: of the noise.
  public func inputs(
    for input: [Float], shape: InputShape, blackWhite: (black: [Float], white: [Float]), seed: UInt64
  ) -> [[Float]] {
    switch self {
    case .zero: return []
    case .blackWhite: return [blackWhite.black, blackWhite.white]
    case .fill(let fill): return [fill.values(for: input, shape: shape)]
    case .noise(let count):
      return (0..<UInt64(count)).map { stream in
        var generator = SeededGenerator(seed: seed, stream: stream)
        var noise = input
        for start in stride(from: 0, to: noise.count, by: max(1, shape.maskCount)) {
          let channel = input[start..<min(start + shape.maskCount, input.count)]
          let (low, high) = (Double(channel.min() ?? 0), Double(channel.max() ?? 0))
          for index in channel.indices { noise[index] = Float(low + (high - low) * generator.unit()) }
        }
        return noise
      }
    }
  }
}

extension Attribution {
  /// The mean of several attributions of one input to one class: the points of all, and the delta that is farthest off.
  static func mean(of attributions: [Attribution]) -> Attribution {
    var mean = attributions[0]
    for other in attributions.dropFirst() {
      for index in mean.values.indices { mean.values[index] += other.values[index] }
      mean.points += other.points
      mean.isConverged = mean.isConverged && other.isConverged
      if let a = mean.delta, let b = other.delta, abs(b) > abs(a) { mean.delta = b }
      if let a = mean.errorEstimate, let b = other.errorEstimate { mean.errorEstimate = max(a, b) }
    }
    guard attributions.count > 1 else { return mean }
    for index in mean.values.indices { mean.values[index] /= Double(attributions.count) }
    mean.baselineProbability = nil
    return mean
  }
}
