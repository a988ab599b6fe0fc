import Explaining
import Foundation
import NumPyFormat
import Reproducibility
import Timing

/// Forward passes a second inside the samplers against the bare rate of the same scorer, in turn.
struct PassesBenchmark {
  var data: URL

  func run(rounds: Int) throws {
    for (model, batch, passes) in [("models/squeezenet11.onnx", 8, 64), ("mnist/mnist_cnn.onnx", 16, 3200)] {
      let scorer = try NetworkScorer(contentsOf: data.appending(path: model), batch: batch)
      var numbers = SeededGenerator(seed: 1)
      let input = (0..<scorer.inputCount).map { _ in Float(numbers.unit()) }
      for _ in 0..<rounds {
        let bare = try Self.rate(passes) {
          for _ in 0..<passes / batch { _ = try scorer.scores(count: batch, kind: .probability) { _ in } }
        }
        let adaptive = try Self.rate(passes) {
          let settings = AdaptiveMaskSamplingSettings(steps: passes, chains: 16, stability: nil)
          _ = try AdaptiveMaskSampling(settings: settings).explain(
            input: input, shape: scorer.inputShape, target: 0, scorer: scorer, seed: 1)
        }
        let rise = try Self.rate(passes) {
          _ = try RISE(settings: .init(masks: passes, chains: 16, stability: nil)).explain(
            input: input, shape: scorer.inputShape, target: 0, scorer: scorer, seed: 1)
        }
        let name = URL(filePath: model).deletingPathExtension().lastPathComponent
        for (method, rate) in [("adaptive masks", adaptive), ("RISE", rise)] {
          let measure = "passes a second of one core, \(method), \(name)"
          result(measure, "Winnow", rate)
          result(measure, "bare network", bare)
        }
      }
    }
  }

  private static func rate(_ passes: Int, _ body: () throws -> Void) rethrows -> Double {
    let watch = Stopwatch(.threadCPU)
    try body()
    return Double(passes) / watch.seconds
  }
}
