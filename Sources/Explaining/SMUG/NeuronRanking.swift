import Foundation
import NeuralNetwork
import Saliency

/// Scores the first layer's neurons by the ranking that the settings ask for (SMUG, step 2).
struct NeuronRanking {
  let smug: SMUG
  let session: ModelSession

  /// One score per neuron, and how the integral went where there is one.
  func scores(
    input: [Float], height: Int, width: Int, values: FirstLayerValues, target: Int
  ) throws -> (scores: [Double], attribution: Attribution?) {
    switch smug.settings.ranking {
    case .activation:
      return (values.preActivation.map(Double.init), nil)
    case .gradient:
      return (try gradient(at: input, target: target), nil)
    case .blurredGradient:
      let blurred = GaussianBlur(sigma: 3).applied(to: input, height: height, width: width)
      return (try gradient(at: blurred, target: target), nil)
    case .integratedGradients:
      let attribution = try integrate(input, target: target, baseline: nil)
      return (attribution.values, attribution)
    case .blackWhiteIntegratedGradients:
      guard let blackWhite = smug.blackWhite else { throw SMUGError.noBlackWhite }
      var attribution = try integrate(input, target: target, baseline: blackWhite.black)
      let other = try integrate(input, target: target, baseline: blackWhite.white)
      for index in attribution.values.indices {
        attribution.values[index] = (attribution.values[index] + other.values[index]) / 2
      }
      attribution.points += other.points
      // The worse of the two paths is the one to know about.
      if let a = attribution.delta, let b = other.delta, abs(b) > abs(a) { attribution.delta = b }
      return (attribution.values, attribution)
    }
  }

  private func integrate(_ input: [Float], target: Int, baseline: [Float]?) throws -> Attribution {
    guard let (attributor, sample) = try session.activationSample(input) else { throw SMUGError.noFirstLayer }
    let start = try baseline.flatMap { try session.activationSample($0)?.1.activation }
    return try smug.integration.settling(top: smug.settings.k)
      .attribute(attributor, sample, target: target, baseline: start)
  }

  private func gradient(at input: [Float], target: Int) throws -> [Double] {
    guard let (attributor, sample) = try session.activationSample(input) else { throw SMUGError.noFirstLayer }
    return try attributor.gradient(of: target, at: sample)
  }
}

/// A separable Gaussian filter with zero padding, cut off at four standard deviations.
struct GaussianBlur {
  private let kernel: [Double]

  init(sigma: Double) {
    let radius = Int((4 * sigma).rounded())
    let weights = (-radius...radius).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
    let total = weights.reduce(0, +)
    kernel = weights.map { $0 / total }
  }

  /// - Parameter values: any number of `height x width` planes, one behind the other.
  func applied(to values: [Float], height: Int, width: Int) -> [Float] {
    let rows = filtered(values, planes: values.count / (height * width) * height, length: width, stride: 1, step: width)
    var result = rows
    for plane in 0..<values.count / (height * width) {
      let part = Array(rows[plane * height * width..<(plane + 1) * height * width])
      let columns = filtered(part, planes: width, length: height, stride: width, step: 1)
      result.replaceSubrange(plane * height * width..<(plane + 1) * height * width, with: columns)
    }
    return result
  }

  /// Filters `planes` lines of `length` elements that lie `stride` apart; line n starts at `n * step`.
  private func filtered(_ values: [Float], planes: Int, length: Int, stride: Int, step: Int) -> [Float] {
    var result = values
    let radius = kernel.count / 2
    for line in 0..<planes {
      for position in 0..<length {
        var sum = 0.0
        for tap in max(0, radius - position)..<min(kernel.count, length - position + radius) {
          sum += kernel[tap] * Double(values[line * step + (position + tap - radius) * stride])
        }
        result[line * step + position * stride] = Float(sum)
      }
    }
    return result
  }
}
