import Foundation
import Reproducibility

/// Looks for latent vectors whose images agree with an input on its kept pixels (Yeh et al., "Semantic image inpainting
/// with deep generative models", CVPR 2017, as used by Thakur and Fischmeister), by Adam from several random starts.
///
/// Minimises `1/2 sum over kept values (G(z) - x - e)^2 + priorWeight / 2 |z - c|^2`. With e and c zero that is the most
/// likely completion; with e and c drawn from the error's and the prior's own normal distributions the minimum is a
/// draw from the posterior, exactly for a linear generator (Bardsley, Solonen, Haario and Laine, "Randomize-then-optimize",
/// SIAM J. Sci. Comput. 2014).
struct LatentSearch {
  var settings: VariationSettings

  /// - Parameters:
  ///   - kept: which pixels must agree, shared by the channels.
  ///   - seed: of the item; restart r has the numbers of stream r, whatever the generator's batches.
  /// - Returns: `restarts` latent vectors, one after the other.
  func run(input: [Float], kept: [Bool], generator: any LatentGenerator, seed: UInt64) throws -> [Float] {
    var found: [Float] = []
    found.reserveCapacity(settings.restarts * generator.latentCount)
    for start in stride(from: 0, to: settings.restarts, by: generator.batchCapacity) {
      let batch = start..<min(start + generator.batchCapacity, settings.restarts)
      found += try run(batch, input: input, kept: kept, generator: generator, seed: seed)
    }
    return found
  }

  private func run(
    _ batch: Range<Int>, input: [Float], kept: [Bool], generator: any LatentGenerator, seed: UInt64
  ) throws -> [Float] {
    let (latentCount, imageCount) = (generator.latentCount, generator.imageCount)
    var latents: [Float] = []
    var centres: [Float] = []
    // Kept pixels' goals: the input, displaced for every search but the first.
    var goals: [Float] = []
    let noise = settings.perturbation * settings.priorWeight.squareRoot()
    for restart in batch {
      var numbers = SeededGenerator(seed: seed, stream: UInt64(restart))
      latents += (0..<latentCount).map { _ in Float(numbers.normal()) }
      let displaced = restart > 0 && settings.perturbation > 0
      centres += (0..<latentCount).map { _ in displaced ? Float(settings.perturbation * numbers.normal()) : 0 }
      goals += displaced ? input.map { $0 + Float(noise * numbers.normal()) } : input
    }
    let weights: [Float] = kept.map { $0 ? 1 : 0 }
    var adam = Adam(count: latents.count)
    let prior = Float(settings.priorWeight)
    for iteration in 0..<settings.iterations {
      var gradients = try generator.latentGradients(of: latents, count: batch.count) { images, gradients in
        goals.withUnsafeBufferPointer { goals in
          weights.withUnsafeBufferPointer { weights in
            for start in stride(from: 0, to: batch.count * imageCount, by: weights.count) {
              for pixel in 0..<weights.count {
                gradients[start + pixel] = weights[pixel] * (images[start + pixel] - goals[start + pixel])
              }
            }
          }
        }
      }
      guard gradients.allSatisfy(\.isFinite) else { throw VariationError.notFinite(iteration: iteration) }
      for index in gradients.indices { gradients[index] += prior * (latents[index] - centres[index]) }
      // The step size falls to a tenth, so that the last steps settle.
      let progress = Double(iteration) / Double(settings.iterations)
      adam.step(&latents, gradients: gradients, learningRate: settings.learningRate * pow(0.1, progress))
    }
    return latents
  }
}

/// Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), with the paper's constants.
struct Adam {
  private var means: [Float]
  private var squares: [Float]
  private var steps = 0

  init(count: Int) {
    means = [Float](repeating: 0, count: count)
    squares = means
  }

  mutating func step(_ values: inout [Float], gradients: [Float], learningRate: Double) {
    steps += 1
    let (keepMean, keepSquare): (Float, Float) = (0.9, 0.999)
    let meanScale = Float(learningRate / (1 - pow(0.9, Double(steps))))
    let squareScale = Float(1 / (1 - pow(0.999, Double(steps))))
    for index in values.indices {
      let gradient = gradients[index]
      means[index] = keepMean * means[index] + (1 - keepMean) * gradient
      squares[index] = keepSquare * squares[index] + (1 - keepSquare) * gradient * gradient
      values[index] -= meanScale * means[index] / ((squareScale * squares[index]).squareRoot() + 1e-8)
    }
  }
}
