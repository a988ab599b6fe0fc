import Testing

@testable import Explaining

/// Images of 4 x 4 pixels as a linear function of two latent numbers: z0 brightens the left half, z1 the right half.
final class HalvesGenerator: LatentGenerator {
  let latentCount = 2
  let imageShape: [Int]
  let batchCapacity: Int
  let valueRanges: [ClosedRange<Float>]?
  var poison = false

  init(batchCapacity: Int = 3, imageShape: [Int] = [1, 4, 4], valueRanges: [ClosedRange<Float>]? = nil) {
    self.batchCapacity = batchCapacity
    self.imageShape = imageShape
    self.valueRanges = valueRanges
  }

  func images(of latents: [Float], count: Int) throws -> [Float] {
    precondition(count <= batchCapacity)
    return (0..<count * 16).map { poison ? .nan : latents[$0 / 16 * 2 + ($0 % 4 < 2 ? 0 : 1)] }
  }

  func latentGradients(
    of latents: [Float], count: Int,
    loss: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> [Float] {
    let images = try images(of: latents, count: count)
    var gradients = [Float](repeating: .nan, count: images.count)
    images.withUnsafeBufferPointer { images in gradients.withUnsafeMutableBufferPointer { loss(images, $0) } }
    var result = [Float](repeating: 0, count: count * 2)
    for index in gradients.indices { result[index / 16 * 2 + (index % 4 < 2 ? 0 : 1)] += gradients[index] }
    return result
  }
}

@Suite struct VariationsTests {
  let input: [Float] = (0..<16).map { $0 % 4 < 2 ? 0.5 : 1 }
  /// Upper half.
  let region = (0..<16).map { $0 < 8 }

  /// Class 1 while the first pixel's column is darker than 0.9 on average.
  var scorer: PlantedScorer {
    PlantedScorer(shape: [1, 4, 4], batchCapacity: 5) { input in
      let left = (input[0] + input[4]) / 2
      return left < 0.9 ? 0.8 : 0.3
    }
  }

  func vary(
    _ settings: VariationSettings, generator: HalvesGenerator = HalvesGenerator(), region: [Bool]? = nil,
    seed: UInt64 = 1
  ) throws -> VariationResult {
    try Variations(settings: settings).explain(
      input: input, region: region ?? self.region, generator: generator, scorer: scorer, seed: seed)
  }

  /// Four kept pixels in each half: the minimum lies at 4 x / (4 + lambda) of the pixels' value.
  @Test func theFirstSearchFindsTheMostLikelyCompletion() throws {
    let result = try vary(.init(restarts: 1, iterations: 300, priorWeight: 0.5))
    let latent = result.attempts[0].latent
    #expect(abs(latent[0] - 4 * 0.5 / 4.5) < 1e-3, "\(latent)")
    #expect(abs(latent[1] - 4 * 1 / 4.5) < 1e-3, "\(latent)")
    // Outside the region the original stays bit for bit.
    #expect(Array(result.attempts[0].image[8...]) == Array(input[8...]))
    #expect(abs(result.attempts[0].image[0] - latent[0]) < 1e-6)
    #expect(result.predicted == 1 && result.attempts[0].accepted && result.acceptanceRate == 1)
    #expect(abs(result.probability - 0.8) < 1e-6)
  }

  /// The posterior of a latent number given four pixels with noise of variance lambda: variance lambda / (4 + lambda).
  @Test func perturbedSearchesDrawFromThePosterior() throws {
    let settings = VariationSettings(restarts: 400, iterations: 120, priorWeight: 1)
    let latents = try LatentSearch(settings: settings).run(
      input: input, kept: region.map { !$0 }, generator: HalvesGenerator(batchCapacity: 100), seed: 5)
    let first = stride(from: 0, to: latents.count, by: 2).map { Double(latents[$0]) }
    let mean = first.reduce(0, +) / 400
    let variance = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 399
    #expect(abs(mean - 4 * 0.5 / 5) < 0.08, "\(mean)")
    #expect(abs(variance - 0.2) < 0.05, "\(variance)")
  }

  @Test func keepsAcceptedOnesThatDiffer() throws {
    let result = try vary(.init(restarts: 60, priorWeight: 1, minimumDistance: 0.1, keep: 4))
    #expect(result.kept.count == 4)
    #expect(result.isVariable)
    #expect(result.acceptanceRate > 0.5 && result.acceptanceRate < 1)
    for index in result.kept {
      let kept = result.attempts[index]
      #expect(kept.accepted && kept.predicted == 1 && kept.distance >= 0.1)
      for other in result.kept where other != index {
        let measure = RegionDistance(region: region, input: input)
        #expect(measure.distance(kept.image, result.attempts[other].image, inside: true) >= 0.1)
      }
    }
    #expect(result.variability[..<8].allSatisfy { $0 > 0 })
    #expect(result.variability[8...].allSatisfy { $0 == 0 })
    // The right half is free, the left half must stay dark.
    #expect(result.variability[3] > result.variability[0])
  }

  @Test func sameSeedSameVariationsWhateverTheBatches() throws {
    let settings = VariationSettings(restarts: 7, iterations: 30)
    let reference = try vary(settings, generator: HalvesGenerator(batchCapacity: 1))
    for capacity in [2, 7, 50] {
      let same = try vary(settings, generator: HalvesGenerator(batchCapacity: capacity)) == reference
      #expect(same, "batches of \(capacity)")
    }
    let other = try vary(settings, seed: 2) != reference
    #expect(other)
  }

  @Test func removalIsToldApartFromCompletion() throws {
    let result = try vary(.init(restarts: 1, iterations: 5, baseline: .constant(1)))
    #expect(result.removedPredicted == 0)
    #expect(abs(result.removedProbability - 0.3) < 1e-6)
  }

  @Test func valuesStayInTheGeneratorsRange() throws {
    let result = try vary(
      .init(restarts: 20, priorWeight: 4), generator: HalvesGenerator(valueRanges: [0.2...0.6]))
    #expect(result.attempts.allSatisfy { $0.image[..<8].allSatisfy { (0.2...0.6).contains($0) } })
  }

  @Test func featherFallsOffOutsideTheRegion() {
    let weights = SalientRegion.blendWeights([true, false, false, false], height: 1, width: 4, feather: 2)
    for (weight, wanted) in zip(weights, [1, 2.0 / 3, 1.0 / 3, 0]) { #expect(abs(Double(weight) - wanted) < 1e-6) }
    #expect(SalientRegion.blendWeights([true, false], height: 1, width: 2, feather: 0) == [1, 0])
  }

  @Test func regionsOfMaps() {
    #expect(SalientRegion.top(share: 0.5, of: [0, 3, 1, 3]) == [false, true, false, true])
    #expect(SalientRegion.top(share: 0.001, of: [0, 0, 0]) == [true, false, false])
    #expect(SalientRegion.top(share: 0.999, of: [1, 2, 3]) == [false, true, true])
  }

  @Test func rescaledGeneratorKeepsItsGradients() throws {
    let generator = try RescaledGenerator(HalvesGenerator(valueRanges: [0...1]), scales: [2], offsets: [-1])
    #expect(try generator.images(of: [0.5, 0.25], count: 1)[0...3] == [0, 0, -0.5, -0.5])
    #expect(generator.valueRanges == [-1...1])
    let gradients = try generator.latentGradients(of: [0.5, 0.25], count: 1) { images, gradients in
      #expect(images[2] == -0.5)
      for index in 0..<16 { gradients[index] = 1 }
    }
    #expect(gradients == [16, 16])
    #expect(throws: VariationError.self) { try RescaledGenerator(HalvesGenerator(), scales: [1, 2], offsets: [0]) }
  }

  @Test func refusesWhatCannotBeVaried() throws {
    #expect(throws: VariationError.imageShape(generator: [1, 4, 5], model: [1, 4, 4])) {
      try vary(.init(), generator: HalvesGenerator(imageShape: [1, 4, 5]))
    }
    let broken = HalvesGenerator()
    broken.poison = true
    #expect(throws: VariationError.notFinite(iteration: 0)) { try vary(.init(), generator: broken) }
    #expect(throws: VariationError.region(pixels: 0, of: 16)) {
      try vary(.init(), region: [Bool](repeating: false, count: 16))
    }
    #expect(throws: VariationError.region(pixels: 16, of: 16)) {
      try vary(.init(), region: [Bool](repeating: true, count: 16))
    }
    #expect(throws: VariationError.regionCount(expected: 16, actual: 3)) {
      try vary(.init(), region: [true, false, true])
    }
    for settings: VariationSettings in [
      .init(share: 0), .init(restarts: 0), .init(iterations: 0), .init(learningRate: 0), .init(priorWeight: -1),
      .init(perturbation: -1), .init(feather: -1), .init(minimumDistance: -1), .init(keep: -1),
    ] {
      #expect(throws: VariationError.self) { try vary(settings) }
    }
  }
}
