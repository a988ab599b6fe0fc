import Foundation
import MaskSolving
import NeuralNetwork
import Reproducibility
import Testing

@testable import Explaining
@testable import TestSupport

/// Masks of small random networks with everything that exporters put before a first layer, against brute force over all
/// masks with the neurons' values by definition.
@Suite struct FrontMaskTests {
  private struct Case {
    var sketch: LayerSketch
    var session: ModelSession
    var image: [Float]
    var hidden: [Float]

    init(_ kinds: [FrontKind], _ input: LayerSketch.Input, _ generator: inout SeededGenerator) throws {
      sketch = LayerSketch(kinds, input: input, &generator)
      let model = try ExplainedModel(network: try sketch.model.network(), imageShape: sketch.shape)
      try #require(model.refusal == nil, "\(sketch.text)")
      #expect(model.inputShape == sketch.shape)
      session = try ModelSession(model: model)
      let isBytes = input == .bytes
      image = (0..<sketch.shape.reduce(1, *)).map { _ in
        isBytes ? Float(generator.index(below: 256)) : Float(generator.unit() * 2 - 1)
      }
      let channels = sketch.shape[0]
      switch generator.index(below: 3) {
      case 0: hidden = [0]
      case 1: hidden = [isBytes ? 117 : 0.25]
      default: hidden = (0..<channels).map { isBytes ? Float(90 + $0) : 0.1 * Float($0) }
      }
    }

    func planes(_ isKept: (Int) -> Bool) -> Planes {
      let pixels = sketch.shape[1] * sketch.shape[2]
      let values = image.indices.map { index -> Double in
        let color = hidden.count == 1 ? hidden[0] : hidden[index / pixels]
        return Double(isKept(index % pixels) ? image[index] : color)
      }
      return Planes(sketch.shape[0], sketch.shape[1], sketch.shape[2], values: values)
    }
  }

  /// The stored mask satisfies the neurons it has to keep, and none of less area does.
  private func check(_ test: Case, _ generator: inout SeededGenerator) throws {
    let (height, width) = (test.sketch.shape[1], test.sketch.shape[2])
    let gamma = [0, 0.4, 0.8][generator.index(below: 3)]
    let evidence = SMUGSettings.Evidence.allCases[generator.index(below: 2)]
    let settings = SMUGSettings(
      k: 1 + generator.index(below: 12), gamma: gamma, evidence: evidence, window: 2, hidden: test.hidden,
      ranking: .activation)
    let smug = SMUG(settings: settings, integration: IntegratedGradients(rule: .evenlySpaced(2)))
    try smug.validate(for: test.session.model, height: height, width: width)
    let forward = try test.session.forward(test.image)
    let values = try #require(forward.firstLayer).preActivation
    let full = test.sketch.neurons(test.planes { _ in true })
    try #require(values.count == full.count, "\(test.sketch.text)")
    let size = full.reduce(1) { max($0, abs($1)) }
    for (a, b) in zip(values, full) { #expect(abs(Double(a) - b) < 1e-4 * size, "\(test.sketch.text)") }
    let start = evidence == .value ? full.map { _ in 0 } : test.sketch.neurons(test.planes { _ in false })
    let hiddenImage = try settings.hiddenImage(count: test.image.count, pixels: height * width)
    let hidden = try #require(try test.session.forward(hiddenImage).firstLayer).preActivation
    let scores =
      evidence == .value ? values.map(Double.init) : zip(values, hidden).map { abs(Double($0) - Double($1)) }
    let neurons = NeuronSelection(scores: scores, values: evidence == .value ? values : nil, k: settings.k).neurons
    guard neurons.allSatisfy({ abs(full[$0] - start[$0]) > 1e-6 }), !neurons.isEmpty else { return }
    let result = try smug.explain(
      input: test.image, height: height, width: width, forward: forward, target: 0, session: test.session)
    #expect(result.solution.status == .optimal)
    let grid = result.grid
    func satisfies(_ mask: [Bool]) -> Bool {
      let kept = grid.spread(mask)
      let seen = test.sketch.neurons(test.planes { kept[$0] })
      return neurons.allSatisfy {
        let (kept, all) = (seen[$0] - start[$0], full[$0] - start[$0])
        return all > 0 ? kept > gamma * all : kept < gamma * all
      }
    }
    #expect(result.constraintCount == neurons.count)
    let nothing = test.sketch.neurons(test.planes { _ in false })
    #expect(result.vacuousCount == (evidence == .change ? 0 : neurons.count { nothing[$0] > gamma * full[$0] }))
    func area(_ mask: [Bool]) -> Int { zip(mask, grid.pixelsPerWindow).reduce(0) { $0 + ($1.0 ? $1.1 : 0) } }
    #expect(satisfies(result.solution.mask), "\(test.sketch.text)")
    #expect(area(result.solution.mask) == result.solution.cost)
    for bits in 0..<1 << grid.count {
      let mask = (0..<grid.count).map { bits >> $0 & 1 == 1 }
      guard area(mask) < result.solution.cost else { continue }
      #expect(!satisfies(mask), "\(test.sketch.text): \(mask) is smaller")
    }
  }

  @Test(arguments: FrontKind.allCases) func masksBehindAFrontAreMinimal(kind: FrontKind) throws {
    var generator = SeededGenerator(seed: 21)
    for input in LayerSketch.Input.allCases {
      for _ in 0..<5 { try check(Case([kind], input, &generator), &generator) }
    }
  }

  /// Chains of fronts for each seed; 16 times as many altogether. A hundred were run when the fronts were made.
  private static let chains =
    ProcessInfo.processInfo.environment["WINNOW_FRONT_CHAINS"].flatMap(Int.init) ?? 20

  @Test(arguments: 0..<16) func masksBehindSeveralFrontsAreMinimal(seed: Int) throws {
    var generator = SeededGenerator(seed: 100 + UInt64(seed))
    for _ in 0..<Self.chains {
      let kinds = (0..<generator.index(below: 4)).map { _ in
        FrontKind.allCases[generator.index(below: FrontKind.allCases.count)]
      }
      // Blocks of pixels need pixels.
      let halvings = kinds.count { [.slices, .spaceToDepth, .reshapes].contains($0) }
      guard halvings < 2 else { continue }
      let input = LayerSketch.Input.allCases[generator.index(below: 3)]
      try check(Case(kinds, input, &generator), &generator)
    }
  }
}
