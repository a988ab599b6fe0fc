import BitCollections
import Foundation
import MaskSolving
import NeuralNetwork
import Reproducibility
import Saliency
import Testing

@testable import Explaining

/// On the demo's trained network and made-up images.
@Suite("Refinement by counterexamples")
struct EvidenceRefinementTests {
  private let session: ModelSession

  init() throws {
    let demo = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Demo/network.onnx")
    session = try ModelSession(model: ExplainedModel(network: Network(contentsOf: demo)))
  }

  /// Coloured blots on a coloured ground.
  private func image(_ random: inout SeededGenerator) -> [Float] {
    let shape = session.model.inputShape
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    let scale = 0.5 + 2 * random.unit()
    for channel in 0..<shape[0] {
      let level = Float(scale * random.normal())
      for index in channel * shape[1] * shape[2]..<(channel + 1) * shape[1] * shape[2] { values[index] = level }
    }
    for _ in 0..<4 {
      let (y, x) = (random.index(below: shape[1] - 12), random.index(below: shape[2] - 12))
      let color = (0..<shape[0]).map { _ in Float(2 * scale * random.normal()) }
      for channel in 0..<shape[0] {
        for row in y..<y + 12 {
          for column in x..<x + 12 { values[(channel * shape[1] + row) * shape[2] + column] = color[channel] }
        }
      }
    }
    return values
  }

  @Test("The refined mask is proven for its constraints, and the network shown it alone gives its answer")
  func masksAreProvenAndSufficient() throws {
    var random = SeededGenerator(seed: 9)
    var refined = 0
    for _ in 0..<150 where refined < 4 {
      let image = image(&random)
      let shape = session.model.inputShape
      let grid = WindowGrid(height: shape[1], width: shape[2], window: 4)
      let forward = try session.forward(image)
      let blank = [Float](repeating: 0, count: image.count)
      guard try session.forward(blank).predicted != forward.predicted,
        let mask = try EvidenceRefinement(neuronsPerRound: 30).refine(
          input: image, grid: grid, fillings: [blank], forward: forward, target: forward.predicted, session: session
        ).mask
      else { continue }
      refined += 1
      #expect(mask.solution.status == .optimal && mask.rounds >= 1 && mask.constraintCount <= 30 * mask.rounds)
      let kept = grid.spread(mask.solution.mask)
      let shown = image.indices.map { kept[$0 % kept.count] ? image[$0] : 0 }
      #expect(try session.forward(shown).predicted == forward.predicted)
      // Inside it a smaller one: a start for the search.
      let found = try SufficientMasks(
        settings: SufficientSettings(passes: 2000), partition: UnitPartition(grid), fillings: [blank], seed: 1
      ).explain(
        input: image, target: forward.predicted, probability: Double(forward.probabilities[forward.predicted]),
        orders: [Array(0..<grid.count)],
        candidates: [mask.windows], scorer: session)
      #expect(found.masks[0].cost <= mask.solution.cost)
      let inside = try #require(found.insides[0])
      #expect(inside.cost >= found.masks[0].cost && zip(inside.units, mask.solution.mask).allSatisfy { !$0 || $1 })
      #expect(inside.status == .irreducible && inside.classes == [forward.predicted])
    }
    #expect(refined >= 2)
  }

  @Test("Margins attributed to neurons add up to the change of the margin")
  func marginsAreComplete() throws {
    var random = SeededGenerator(seed: 10)
    let image = image(&random)
    let blank = [Float](repeating: 0, count: image.count)
    let logits = try session.scores(of: [blank, image], kind: .logit)
    let target = try session.forward(image).predicted
    let rival = logits[1].indices.filter { $0 != target }.max { logits[1][$0] < logits[1][$1] }!
    let values = try session.attributeMargin(from: blank, to: image, target: target, rival: rival, points: 400)
    let margins = logits.map { Double($0[target]) - Double($0[rival]) }
    let change = margins[1] - margins[0]
    #expect(abs(values.reduce(0, +) - change) < 0.02 * max(1, abs(change)))
  }
}
