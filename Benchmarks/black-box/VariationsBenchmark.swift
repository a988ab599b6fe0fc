import Explaining
import Foundation
import NeuralNetwork
import Timing

/// How many inputs' salient regions can be varied with the class kept: on MNIST's test part, the region being the top
/// fifth of a RISE map, for a trained generator and for principal components of the training part.
struct VariationsBenchmark {
  var data: URL

  func run(images count: Int) throws {
    let folder = data.appending(path: "mnist")
    let mnist = try MNISTImages(folder: folder)
    let scorer = try NetworkScorer(contentsOf: folder.appending(path: "mnist_cnn.onnx"), batch: 16)
    var moments = PixelMoments(width: 784, components: 32, bound: 1)
    let fitting = Stopwatch()
    for image in mnist.images[..<7000] { try moments.add(image) }
    let principal = try PrincipalComponentGenerator(
      moments: moments, components: 32, shape: [1, 28, 28], valueRanges: [0...1])
    print(
      "32 principal components of 7000 images: \(rounded(100 * principal.explainedShare, 1)) % of the variance,",
      "\(fitting.seconds) s")
    let network = try Network(contentsOf: folder.appending(path: "mnist_generator.onnx"))
    let trained = try NetworkGenerator(
      NetworkGenerator.Plans(network: network, imageShape: [1, 28, 28], batch: 8, valueRange: 0...1))
    let chosen = Array(7000..<7000 + min(count, 3000))
    let regions = try chosen.map { index -> [Bool] in
      let target = try predicted(mnist.images[index], scorer)
      let map = try RISE(settings: .init(grid: 8, masks: 800, stability: nil)).explain(
        input: mnist.images[index], shape: scorer.inputShape, target: target, scorer: scorer, seed: UInt64(index))
      return SalientRegion.top(share: VariationSettings().share, of: map.map)
    }
    for (name, generator) in [
      ("principal components", principal as any LatentGenerator), ("trained generator", trained),
    ] {
      try measure(name, generator, images: chosen.map { mnist.images[$0] }, regions: regions, scorer: scorer)
    }
  }

  private func predicted(_ image: [Float], _ scorer: NetworkScorer) throws -> Int {
    let row = try scorer.scores(of: [image], kind: .probability)[0]
    return row.indices.max { row[$0] < row[$1] } ?? 0
  }

  private func measure(
    _ name: String, _ generator: any LatentGenerator, images: [[Float]], regions: [[Bool]], scorer: NetworkScorer
  ) throws {
    let watch = Stopwatch(.threadCPU)
    var results: [VariationResult] = []
    for (index, image) in images.enumerated() {
      results.append(
        try Variations().explain(
          input: image, region: regions[index], generator: generator, scorer: scorer, seed: UInt64(index)))
    }
    let seconds = watch.seconds / Double(images.count)
    func share(_ what: String, _ test: (VariationResult) -> Bool) -> String {
      let p = Double(results.count(where: test)) / Double(results.count)
      let error = 1.96 * (p * (1 - p) / Double(results.count)).squareRoot()
      result("\(name), % of \(results.count) digits: \(what)", "Winnow", 100 * p)
      return "\(rounded(100 * p, 1)) +- \(rounded(100 * error, 1)) %"
    }
    print("\(name), \(images.count) images, top \(VariationSettings().share) of the pixels varied:")
    print(
      "  class kept when the region is blanked:          \(share("class kept when blanked") { $0.removedPredicted == $0.predicted })"
    )
    print(
      "  class kept by the most likely completion:       \(share("likeliest completion accepted") { $0.attempts[0].accepted })"
    )
    print("  some accepted variation that differs:           \(share("can be varied") { $0.isVariable })")
    let rate = results.reduce(0) { $0 + $1.acceptanceRate } / Double(results.count)
    let distances = results.flatMap { result in result.kept.map { result.attempts[$0].distance } }
    print(
      "  attempts accepted \(rounded(100 * rate, 1)) %, kept an image",
      rounded(Double(distances.count) / Double(results.count), 2), ", their distance",
      rounded(distances.reduce(0, +) / Double(max(1, distances.count))), "of the range;",
      rounded(seconds * 1000, 1), "ms of a core an image")
  }
}
