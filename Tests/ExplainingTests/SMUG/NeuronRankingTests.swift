import Foundation
import ImageCodecs
import NeuralNetwork
import Synchronization
import Testing

@testable import Explaining

/// SMUG's five rankings against PyTorch and SciPy (RankingValues.swift), on a picture of the demo.
@Suite struct NeuronRankingTests {
  private static let demo = URL(filePath: #filePath).appending(path: "../../../../Demo").standardizedFileURL

  private func session() throws -> ModelSession {
    try ModelSession(
      model: ExplainedModel(network: Network(contentsOf: Self.demo.appending(path: "network.onnx"))))
  }

  private func input() throws -> [Float] {
    let picture = try RasterImage(
      decoding: Data(contentsOf: Self.demo.appending(path: RankingValues.picture)))
    return (0..<3).flatMap { channel in
      (0..<64 * 64).map { (Float(picture.pixels[3 * $0 + channel]) - 128) / 64 }
    }
  }

  private func uniform(_ level: Float) -> [Float] { [Float](repeating: (level - 128) / 64, count: 3 * 64 * 64) }

  @Test(arguments: SMUGSettings.Ranking.allCases)
  func agreesWithPyTorch(ranking: SMUGSettings.Ranking) throws {
    let expected = try #require(RankingValues.all[ranking.rawValue])
    let session = try session()
    let input = try input()
    let forward = try session.forward(input)
    #expect(forward.predicted == RankingValues.target)
    let smug = SMUG(
      settings: SMUGSettings(evidence: .value, ranking: ranking),
      integration: IntegratedGradients(rule: .evenlySpaced(200)),
      blackWhite: (black: uniform(0), white: uniform(255)))
    let (scores, _) = try NeuronRanking(smug: smug, session: session).scores(
      input: input, hidden: uniform(128), height: 64, width: 64, values: try #require(forward.firstLayer),
      target: RankingValues.target)
    let norm = scores.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(norm / expected.norm - 1) < 1e-4, "\(norm) instead of \(expected.norm)")
    let scale = expected.norm / Double(scores.count).squareRoot()
    for (place, value) in expected.sampled.enumerated() {
      #expect(abs(scores[place * RankingValues.stride] - value) < 3e-3 * max(scale, abs(value)), "neuron \(place)")
    }
    let top = NeuronSelection.indicesOfLargest(expected.top.count, in: scores)
    #expect(Set(top) == Set(expected.top))
    #expect(top.first == expected.top.first)
  }

  /// Several settings in one job integrate once.
  @Test func anIntegralThatWasAskedForBeforeIsNotComputedAgain() throws {
    let session = try session()
    let input = try input()
    let rule = IntegratedGradients(rule: .evenlySpaced(4))
    func integrate(_ rule: IntegratedGradients, target: Int = 0, from start: PathStart = .zero) throws -> Attribution {
      try session.integrateFirstActivations(rule, input: input, target: target, from: start)
    }
    let plain = try integrate(rule)
    session.remembersAttributions = true
    let first = try integrate(rule)
    let pixels = try session.integrate(rule, input: input, target: 0)
    #expect(first == plain)
    // Whatever is computed asks for interruption first.
    session.isInterrupted = { true }
    #expect(try integrate(rule) == first)
    #expect(try session.integrate(rule, input: input, target: 0) == pixels)
    #expect(throws: CancellationError.self) { try integrate(rule, target: 1) }
    #expect(throws: CancellationError.self) { try integrate(rule, from: .activations(of: uniform(0))) }
    #expect(throws: CancellationError.self) { try integrate(IntegratedGradients(rule: .evenlySpaced(5))) }
    session.isInterrupted = { false }
    var other = input
    other[0] += 1
    _ = try session.integrateFirstActivations(rule, input: other, target: 0)
    session.isInterrupted = { true }
    #expect(throws: CancellationError.self) { try integrate(rule) }
  }

  /// A time limit is heard within one attribution, whatever the number of its points.
  @Test func anAttributionIsInterruptedBetweenItsPoints() throws {
    let session = try session()
    let input = try input()
    let rule = IntegratedGradients(rule: .evenlySpaced(1000))
    let integrals: [() throws -> Attribution] = [
      { try session.integrateFirstActivations(rule, input: input, target: 0) },
      { try session.integrate(rule, input: input, target: 0) },
    ]
    for integral in integrals {
      let asked = Mutex(0)
      session.isInterrupted = {
        asked.withLock {
          $0 += 1
          return $0 > 3
        }
      }
      #expect { _ = try integral() } throws: { ($0 as? NetworkError)?.kind == .interrupted }
      #expect(asked.withLock { $0 } == 4)
    }
  }

  @Test func anAdaptiveRuleSettlesTheNeuronsThatAreTaken() throws {
    let session = try session()
    let input = try input()
    func points(k: Int) throws -> Int {
      let smug = SMUG(
        settings: SMUGSettings(k: k, evidence: .value),
        integration: IntegratedGradients(
          rule: .adaptive(.init(tolerance: 10, top: 3000, stability: 0.999, error: 1e9, maximumPoints: 400))))
      let values = try #require(try session.forward(input).firstLayer)
      let attribution = try NeuronRanking(smug: smug, session: session).scores(
        input: input, hidden: uniform(128), height: 64, width: 64, values: values, target: RankingValues.target
      ).attribution
      return try #require(attribution).points
    }
    #expect(try points(k: 1) < points(k: 3000))
  }
}
