import Explaining
import Foundation
import NeuralNetwork
import Reproducibility
import Timing

/// Forward passes per second of a Sobol analysis against the model's bare forward rate, in CPU time of one thread.
struct RateBenchmark {
  let session: ModelSession
  let shape: [Int]
  let input: [Float]
  let regions: RegionSet
  let analysis: SobolAnalysis
  let target: Int
  let passes: Int

  /// - Parameter rows: N of the analysis; the rates do not depend on it.
  init(model url: URL, shape: [Int], rows: Int) throws {
    let model = try ExplainedModel(network: Network(contentsOf: url), imageShape: shape)
    let session = try ModelSession(model: model)
    // Noise will do: neither rate depends on the image.
    var generator = SeededGenerator(seed: 1)
    let input = (0..<shape.reduce(1, *)).map { _ in Float(generator.normal()) * 50 }
    target = try session.forward(input).predicted
    regions = try RegionSet.grid(rows: 8, columns: 8, height: shape[1], width: shape[2])
    analysis = try SobolAnalysis(settings: SobolSettings(rows: rows))
    passes = SobolAnalysis.plannedPasses(rows: rows, regions: regions)
    _ = try session.scores(count: session.batchCapacity, kind: .probability) { buffer in
      for index in buffer.indices { buffer[index] = input[index % input.count] }
    }
    (self.session, self.shape, self.input) = (session, shape, input)
  }

  /// Passes per CPU second of the network alone: the batch's buffer is left as it is.
  func bareRate() throws -> Double {
    let watch = Stopwatch(.processCPU)
    var done = 0
    while done < passes {
      let count = min(session.batchCapacity, passes - done)
      _ = try session.scores(count: count, kind: .probability) { _ in }
      done += count
    }
    return Double(passes) / watch.seconds
  }

  /// Passes per CPU second of the whole analysis, estimates and intervals included.
  func sobolRate() throws -> Double {
    let watch = Stopwatch(.processCPU)
    let explanation = try analysis.explain(
      input: input, shape: shape, target: target, regions: regions, scorer: session)
    return Double(explanation.passes) / watch.seconds
  }
}
