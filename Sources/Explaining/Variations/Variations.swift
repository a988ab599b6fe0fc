import Saliency

/// Looks for other contents of an input's salient region that leave the model's answer unaltered (Thakur and
/// Fischmeister, arXiv:2006.09504, section 4): what the model does not care about inside the region it looks at.
///
/// The region is removed and completed by a generator from what is around it, in several ways; each completion is laid
/// into the original and classified.
public struct Variations: Sendable {
  public var settings: VariationSettings

  public init(settings: VariationSettings = .init()) {
    self.settings = settings
  }

  /// Varies one input.
  ///
  /// - Parameters:
  ///   - input: row-major, of the scorer's input shape: `[C, H, W]` or `[H, W]`.
  ///   - region: one value per pixel, true where the content is to be varied.
  ///   - seed: of the item.
  /// - Throws: ``VariationError``, and whatever scorer and generator throw.
  public func explain(
    input: [Float], region: [Bool], generator: any LatentGenerator, scorer: any InputScorer, seed: UInt64
  ) throws -> VariationResult {
    try settings.validate()
    let shape = scorer.inputShape
    guard let inputShape = InputShape(shape), case .image(let channels, let height, let width) = inputShape else {
      throw MaskSamplingError.unsupportedShape(shape)
    }
    guard generator.imageShape == shape || (generator.imageCount == inputShape.inputCount && channels == 1) else {
      throw VariationError.imageShape(generator: generator.imageShape, model: shape)
    }
    guard input.count == inputShape.inputCount else {
      throw MaskSamplingError.inputCount(expected: inputShape.inputCount, actual: input.count)
    }
    guard region.count == height * width else {
      throw VariationError.regionCount(expected: height * width, actual: region.count)
    }
    let salient = region.count { $0 }
    guard salient > 0, salient < region.count else { throw VariationError.region(pixels: salient, of: region.count) }

    let weights = SalientRegion.blendWeights(region, height: height, width: width, feather: settings.feather)
    let latents = try LatentSearch(settings: settings).run(
      input: input, kept: region.map { !$0 }, generator: generator, seed: seed)
    let completions = try images(of: latents, generator: generator)
    let blended = completions.map { completion in
      blend(completion, into: input, weights: weights, ranges: generator.valueRanges)
    }
    let hole = settings.baseline.values(for: input, shape: inputShape)
    let removed = blend(hole, into: input, weights: region.map { $0 ? 1 : 0 }, ranges: nil)

    let scores = try scorer.scores(of: [input, removed] + blended, kind: .probability)
    let predicted = Self.best(scores[0])
    let measure = RegionDistance(region: region, input: input)
    let attempts = completions.indices.map { index in
      let row = scores[index + 2]
      return Variation(
        image: blended[index],
        latent: Array(latents[index * generator.latentCount..<(index + 1) * generator.latentCount]),
        predicted: Self.best(row), probability: Double(row[predicted]), accepted: Self.best(row) == predicted,
        distance: measure.distance(blended[index], input, inside: true),
        keptError: measure.distance(completions[index], input, inside: false))
    }
    return VariationResult(
      height: height, width: width, predicted: predicted, probability: Double(scores[0][predicted]), region: region,
      removedPredicted: Self.best(scores[1]), removedProbability: Double(scores[1][predicted]), attempts: attempts,
      kept: distinct(attempts, measure: measure),
      variability: variability(attempts, channels: channels, plane: height * width))
  }

  private func images(of latents: [Float], generator: any LatentGenerator) throws -> [[Float]] {
    var result: [[Float]] = []
    for start in stride(from: 0, to: settings.restarts, by: generator.batchCapacity) {
      let count = min(generator.batchCapacity, settings.restarts - start)
      let flat = try generator.images(
        of: Array(latents[start * generator.latentCount..<(start + count) * generator.latentCount]), count: count)
      guard flat.allSatisfy(\.isFinite) else { throw VariationError.notFinite(iteration: settings.iterations) }
      result += (0..<count).map { Array(flat[$0 * generator.imageCount..<($0 + 1) * generator.imageCount]) }
    }
    return result
  }

  private func blend(
    _ content: [Float], into input: [Float], weights: [Float], ranges: [ClosedRange<Float>]?
  ) -> [Float] {
    input.indices.map { index in
      let weight = weights[index % weights.count]
      var value = content[index]
      if let ranges {
        let range = ranges[index / weights.count]
        value = min(max(value, range.lowerBound), range.upperBound)
      }
      // Not by a sum when nothing is mixed: the original outside the region stays bit for bit.
      return weight == 0 ? input[index] : weight == 1 ? value : input[index] + weight * (value - input[index])
    }
  }

  /// Keeps the most confident accepted attempts that lie apart.
  private func distinct(_ attempts: [Variation], measure: RegionDistance) -> [Int] {
    let accepted = attempts.indices.filter {
      attempts[$0].accepted && attempts[$0].distance >= settings.minimumDistance
    }
    var kept: [Int] = []
    for index in accepted.sorted(by: { attempts[$0].probability > attempts[$1].probability }) {
      guard kept.count < settings.keep else { break }
      let apart = kept.allSatisfy {
        measure.distance(attempts[$0].image, attempts[index].image, inside: true) >= settings.minimumDistance
      }
      if apart { kept.append(index) }
    }
    return kept
  }

  private func variability(_ attempts: [Variation], channels: Int, plane: Int) -> [Float] {
    let images = attempts.filter(\.accepted).map(\.image)
    guard images.count > 1 else { return [Float](repeating: 0, count: plane) }
    return (0..<plane).map { pixel in
      var squares = 0.0
      for channel in 0..<channels {
        let values = images.map { Double($0[channel * plane + pixel]) }
        let mean = values.reduce(0, +) / Double(values.count)
        squares += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      }
      return Float((squares / Double(channels)).squareRoot())
    }
  }

  private static func best(_ scores: [Float]) -> Int {
    scores.indices.max { scores[$0] != scores[$1] ? scores[$0] < scores[$1] : $0 > $1 } ?? 0
  }
}

/// Root mean square difference of two images inside or outside a region, as a share of the input's range of values.
struct RegionDistance {
  private let region: [Bool]
  private let range: Double

  init(region: [Bool], input: [Float]) {
    self.region = region
    range = Double(input.max() ?? 0) - Double(input.min() ?? 0)
  }

  func distance(_ a: [Float], _ b: [Float], inside: Bool) -> Double {
    var (sum, count) = (0.0, 0)
    for index in a.indices where region[index % region.count] == inside {
      let difference = Double(a[index]) - Double(b[index])
      sum += difference * difference
      count += 1
    }
    return count == 0 ? 0 : (sum / Double(count)).squareRoot() / (range > 0 ? range : 1)
  }
}
