import NeuralNetwork
import Reproducibility

/// Attributions from gradients at the input itself, or near it; none of them sums to the change of probability.
public enum GradientMethod: Sendable, Equatable {
  /// The gradient of the class's probability.
  case gradient
  /// The gradient times the value.
  case gradientTimesInput
  /// The mean gradient at noisy copies (Smilkov et al. 2017).
  case smoothGrad(SmoothGradSettings, seed: UInt64)

  public func attribute(_ attributor: Attributor, _ sample: Attributor.Sample, target: Int? = nil)
    throws(NetworkError) -> Attribution
  {
    let target = target ?? sample.predicted
    guard sample.probabilities.indices.contains(target) else {
      throw NetworkError(.mismatch, "the network has no class \(target); it has \(sample.probabilities.count)")
    }
    let point = sample.activation.values
    var points = [point]
    if case .smoothGrad(let settings, let seed) = self {
      var generator = SeededGenerator(seed: seed)
      let deviation = settings.noise * Double((point.max() ?? 0) - (point.min() ?? 0))
      points = []
      for _ in 0..<max(1, settings.samples) {
        var noisy = point
        for i in noisy.indices { noisy[i] += Float(deviation * Self.normal(&generator)) }
        points.append(noisy)
      }
    }
    let tail = try attributor.tail(points.count == 1 ? .point : .path, sample)
    var values = try tail.sumOfGradients(of: target, at: points)
    for i in values.indices {
      values[i] /= Double(points.count)
      if self == .gradientTimesInput { values[i] *= Double(point[i]) }
    }
    return Attribution(
      target: target, probability: Double(sample.probabilities[target]), values: values,
      shape: attributor.model.shape, points: points.count)
  }

  /// A normal deviate: twelve uniform ones, summed, are close enough for noise.
  private static func normal(_ generator: inout SeededGenerator) -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += Double(generator.next() >> 11) * 0x1p-53 }
    return sum
  }
}

/// Settings of SmoothGrad (Smilkov et al. 2017).
public struct SmoothGradSettings: Sendable, Equatable {
  /// Noisy copies.
  public var samples: Int
  /// Standard deviation of the noise as a share of the range of the values; the paper advises 0.1 to 0.2.
  public var noise: Double

  public init(samples: Int = 50, noise: Double = 0.15) {
    self.samples = samples
    self.noise = noise
  }
}
