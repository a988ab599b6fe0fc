import Explaining
import Foundation
import NeuralNetwork
import NumPyFormat
import Timing

/// Steps of a generator forward and backward, checked against PyTorch's values and timed; `generator_rival.py` does the
/// same with PyTorch.
struct GeneratorBenchmark {
  var data: URL

  func run(rounds: Int) throws {
    let folder = data.appending(path: "mnist")
    let archive = try NumPyArchive(contentsOf: folder.appending(path: "mnist_generator.npz"))
    let network = try Network(contentsOf: folder.appending(path: "mnist_generator.onnx"))
    let generator = try NetworkGenerator(NetworkGenerator.Plans(network: network, imageShape: [1, 28, 28], batch: 8))
    let latents = try archive["z"].floats
    let weights = try archive["weights"].floats
    let images = try generator.images(of: latents, count: 8)
    let gradients = try generator.latentGradients(of: latents, count: 8) { _, gradients in
      for index in gradients.indices { gradients[index] = weights[index % 784] }
    }
    print(
      "relative L2 against PyTorch: images", Self.error(images, try archive["image"].floats), "gradients",
      Self.error(gradients, try archive["grad_z_of_weighted_sum"].floats))
    var rates: [Double] = []
    for _ in 0..<rounds {
      let watch = Stopwatch(.threadCPU)
      for _ in 0..<100 {
        _ = try generator.latentGradients(of: latents, count: 8) { images, gradients in
          for index in gradients.indices { gradients[index] = images[index] * weights[index % 784] }
        }
      }
      rates.append(100 / watch.seconds)
    }
    for rate in rates { result("generator steps a second of one core (batch 8)", "Winnow", rate) }
  }

  private static func error(_ a: [Float], _ b: [Float]) -> Double {
    let difference = zip(a, b).reduce(0.0) { $0 + pow(Double($1.0) - Double($1.1), 2) }
    return (difference / b.reduce(0.0) { $0 + pow(Double($1), 2) }).squareRoot()
  }
}
