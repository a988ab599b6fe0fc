import Dispatch
import Explaining
import Foundation
import NeuralNetwork
import Synchronization
import Timing

/// Attributes the inputs of one call, spread over threads; lines are printed in the order of the inputs.
struct AttributionRun {
  let method: AttributionMethod
  let rule: IntegratedGradients.Rule
  let baseline: PathStart
  let smoothGrad: SmoothGradSettings
  let seed: UInt64
  /// Nil is the predicted class.
  let target: Int?
  let model: AttributionModel
  let items: [(name: String, tensor: Tensor)]

  func all(threads: Int) throws -> [Attribution] {
    let results = OrderedResults(count: items.count) { index, attribution, seconds in
      print(AttributionLine(input: items[index].name, attribution, seconds: seconds).text)
    }
    DispatchQueue.concurrentPerform(iterations: min(threads, items.count)) { thread in
      do {
        let attributor = try Attributor(model)
        for index in stride(from: thread, to: items.count, by: threads) {
          let watch = Stopwatch()
          let attribution = try attribute(attributor, items[index].tensor)
          results.store(attribution, at: index, seconds: watch.seconds)
        }
      } catch {
        results.fail(error)
      }
    }
    return try results.finished()
  }

  private func attribute(_ attributor: Attributor, _ tensor: Tensor) throws -> Attribution {
    let sample = try attributor.sample(tensor)
    switch method {
    case .forward: return try probabilities(sample)
    case .gradient: return try GradientMethod.gradient.attribute(attributor, sample, target: target)
    case .gradientTimesInput:
      return try GradientMethod.gradientTimesInput.attribute(attributor, sample, target: target)
    case .smoothGrad:
      return try GradientMethod.smoothGrad(smoothGrad, seed: seed).attribute(attributor, sample, target: target)
    case .integratedGradients:
      let start = try baseline.values(attributor, tensor, seed: seed)
      return try IntegratedGradients(rule: rule).attribute(attributor, sample, target: target, baseline: start)
    }
  }

  private func probabilities(_ sample: Attributor.Sample) throws -> Attribution {
    let target = target ?? sample.predicted
    guard sample.probabilities.indices.contains(target) else {
      throw NetworkError(.mismatch, "the network has no class \(target); it has \(sample.probabilities.count)")
    }
    return Attribution(
      target: target, probability: Double(sample.probabilities[target]),
      values: sample.probabilities.map(Double.init), shape: [sample.probabilities.count], points: 0)
  }
}

/// One input's line of JSON.
private struct AttributionLine: Encodable {
  let input: String
  let target: Int
  let probability: Double
  let baselineProbability: Double?
  let points: Int
  let delta: Double?
  let errorEstimate: Double?
  let converged: Bool
  let seconds: Double

  init(input: String, _ attribution: Attribution, seconds: Double) {
    self.input = input
    target = attribution.target
    probability = attribution.probability
    baselineProbability = attribution.baselineProbability
    points = attribution.points
    delta = attribution.delta
    errorEstimate = attribution.errorEstimate
    converged = attribution.isConverged
    self.seconds = seconds
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}

/// Results of several threads, handed on in order.
private final class OrderedResults: Sendable {
  private struct State {
    var values: [(attribution: Attribution, seconds: Double)?]
    /// The first that has not been handed on.
    var next = 0
    var error: (any Error)?
  }

  private let state: Mutex<State>
  private let handOn: @Sendable (Int, Attribution, Double) -> Void

  init(count: Int, handOn: @escaping @Sendable (Int, Attribution, Double) -> Void) {
    state = Mutex(State(values: Array(repeating: nil, count: count)))
    self.handOn = handOn
  }

  func store(_ attribution: Attribution, at index: Int, seconds: Double) {
    state.withLock { state in
      state.values[index] = (attribution, seconds)
      while state.next < state.values.count, let (attribution, seconds) = state.values[state.next] {
        handOn(state.next, attribution, seconds)
        state.next += 1
      }
    }
  }

  func fail(_ error: any Error) { state.withLock { $0.error = $0.error ?? error } }

  /// - Throws: what the first thread that failed threw.
  func finished() throws -> [Attribution] {
    try state.withLock { state in
      if let error = state.error { throw error }
      return state.values.compactMap { $0?.attribution }
    }
  }
}
