import Explaining
import Foundation
import NeuralNetwork
import Reproducibility
import Saliency
import Timing

/// Forward passes per second of a search for sufficient masks against the model's own rate in full batches, in CPU time of
/// one thread.
struct RateBenchmark {
  let session: ModelSession
  let shape: [Int]
  let partition: UnitPartition
  let passes: Int

  init(model url: URL, shape: [Int], window: Int, passes: Int) throws {
    session = try ModelSession(model: ExplainedModel(network: Network(contentsOf: url), imageShape: shape))
    partition = UnitPartition(WindowGrid(height: shape[1], width: shape[2], window: window))
    (self.shape, self.passes) = (shape, passes)
    _ = try bareRate(passes: 4 * session.batchCapacity)
  }

  /// Blots on a plain ground: a network sees something in them, and no rate depends on what.
  private func image(_ random: inout SeededGenerator) -> [Float] {
    let (height, width) = (shape[1], shape[2])
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    for _ in 0..<12 {
      let size = height / 8 + random.index(below: height / 3)
      let (top, left) = (random.index(below: height - size), random.index(below: width - size))
      for channel in 0..<shape[0] {
        let level = Float(random.normal())
        for y in top..<top + size {
          for x in left..<left + size { values[(channel * height + y) * width + x] = level }
        }
      }
    }
    return values
  }

  /// Passes per CPU second in full batches, whose buffer is left as it is.
  func bareRate(passes: Int) throws -> Double {
    let watch = Stopwatch(.processCPU)
    for _ in stride(from: 0, to: passes, by: session.batchCapacity) {
      _ = try session.scores(count: session.batchCapacity, kind: .logit) { _ in }
    }
    return Double((passes + session.batchCapacity - 1) / session.batchCapacity * session.batchCapacity) / watch.seconds
  }

  /// Passes per CPU second one input at a time, each another.
  func singleRate(passes: Int) throws -> Double {
    let watch = Stopwatch(.processCPU)
    for pass in 0..<passes {
      _ = try session.scores(count: 1, kind: .logit) { $0.update(repeating: Float(pass)) }
    }
    return Double(passes) / watch.seconds
  }

  /// Passes per CPU second of whole searches.
  func searchRate(seed: UInt64) throws -> Double {
    var random = SeededGenerator(seed: seed)
    var done = 0
    let watch = Stopwatch(.processCPU)
    while done < passes {
      let input = image(&random)
      let answer = try session.forward(input)
      let search = SufficientMasks(
        settings: SufficientSettings(passes: passes), partition: partition,
        fillings: [[Float](repeating: 0, count: input.count)], seed: seed)
      let found = try? search.explain(
        input: input, target: answer.predicted, probability: Double(answer.probabilities[answer.predicted]),
        orders: [partition.orderFromCentre(height: shape[1], width: shape[2])], scorer: session)
      done += 1 + (found?.passes ?? 0)
    }
    return Double(done) / watch.seconds
  }
}
