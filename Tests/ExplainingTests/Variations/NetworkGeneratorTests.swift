import Foundation
import NeuralNetwork
import Reproducibility
import TestSupport
import Testing

@testable import Explaining

@Suite(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
struct NetworkGeneratorTests {
  func generator(batch: Int) throws -> NetworkGenerator {
    let network = try Network(contentsOf: SharedData.url("mnist/mnist_generator.onnx"))
    return try NetworkGenerator(NetworkGenerator.Plans(network: network, imageShape: [1, 28, 28], batch: batch))
  }

  @Test func gradientsAreThoseOfFiniteDifferences() throws {
    let generator = try generator(batch: 3)
    #expect(generator.latentCount == 32)
    var numbers = SeededGenerator(seed: 2)
    let latents = (0..<64).map { _ in Float(numbers.normal()) }
    let weights = (0..<784).map { _ in Float(numbers.normal()) }
    func weighted(_ latents: [Float]) throws -> Double {
      try generator.images(of: latents, count: 2)[784...].enumerated().reduce(0) {
        $0 + Double($1.element) * Double(weights[$1.offset])
      }
    }
    let gradients = try generator.latentGradients(of: latents, count: 2) { images, gradients in
      for index in 0..<784 { (gradients[index], gradients[784 + index]) = (0, weights[index]) }
    }
    #expect(gradients[..<32].allSatisfy { $0 == 0 })
    for index in [32, 40, 63] {
      var (up, down) = (latents, latents)
      // A wider step meets the kinks of the generator's ReLUs, a narrower one the rounding of its floats.
      up[index] += 0.002
      down[index] -= 0.002
      let slope = (try weighted(up) - weighted(down)) / Double(up[index] - down[index])
      #expect(abs(slope - Double(gradients[index])) < 0.02 * max(1, abs(slope)))
    }
  }

  /// An image of the generator itself, half of it hidden: the search finds a latent vector that completes it.
  @Test func completesItsOwnImage() throws {
    let generator = try generator(batch: 4)
    var numbers = SeededGenerator(seed: 5)
    let image = try generator.images(of: (0..<32).map { _ in Float(0.7 * numbers.normal()) }, count: 1)
    let kept = (0..<784).map { $0 / 28 >= 12 }
    let settings = VariationSettings(restarts: 4, iterations: 120, priorWeight: 0.01, perturbation: 0)
    let latents = try LatentSearch(settings: settings).run(input: image, kept: kept, generator: generator, seed: 1)
    let found = try generator.images(of: latents, count: 4)
    func error(_ row: Int, _ inside: Bool) -> Double {
      let squares = (0..<784).filter { kept[$0] == inside }.map { pow(Double(found[row * 784 + $0] - image[$0]), 2) }
      return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
    let fits = (0..<4).map { error($0, true) }
    let best = fits.indices.min { fits[$0] < fits[$1] } ?? 0
    #expect(fits[best] < 0.05, "kept part: \(fits)")
    #expect(error(best, false) < 0.25, "hidden part: \(error(best, false))")
  }

  @Test func refusesAnotherSize() throws {
    let network = try Network(contentsOf: SharedData.url("mnist/mnist_generator.onnx"))
    #expect(throws: VariationError.imageShape(generator: [1, 28, 28], model: [3, 64, 64])) {
      try NetworkGenerator.Plans(network: network, imageShape: [3, 64, 64], batch: 2)
    }
  }
}
