import MaskSolving
import NeuralNetwork
import Reproducibility
import Saliency
import Testing

@testable import Explaining

/// The parts of SMUG against definitions worked out by hand or by brute force.
@Suite struct SMUGPartsTests {
  @Test func windowsLargerThanTheImageAreRefused() {
    #expect(throws: SMUGError.windowTooLarge(window: 11, height: 7, width: 10)) {
      try WindowGrid.covering(height: 7, width: 10, window: 11)
    }
  }

  @Test func selectionTakesTheTopAndDropsTheSilent() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<200 {
      let count = 1 + generator.index(below: 60)
      // Few distinct scores, so that ties are common.
      let scores = (0..<count).map { _ in Double(generator.index(below: 9)) - 4 }
      let values = (0..<count).map { _ in Float(generator.index(below: 5)) - 2 }
      let k = 1 + generator.index(below: 70)
      let sorted = (0..<count).sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
      let selection = NeuronSelection(scores: scores, values: values, k: k)
      #expect(selection.considered == min(k, count))
      #expect(selection.neurons == sorted.prefix(k).filter { values[$0] > 0 })
    }
  }

  /// A convolution with everything that shapes a receptive field: padding, stride, dilation, groups.
  private func layer() -> FirstLayer {
    var generator = SeededGenerator(seed: 3)
    return FirstLayer(
      kind: .convolution, inputShape: [4, 9, 7], outputShape: [6, 4, 5],
      weights: (0..<6 * 2 * 3 * 2).map { _ in generator.unit() - 0.5 }, weightShape: [6, 2, 3, 2],
      bias: (0..<6).map { _ in generator.unit() - 0.5 }, kernel: [3, 2], strides: [2, 2], pads: [1, 2, 1, 1],
      dilations: [1, 2], groups: 2)
  }

  /// What the layer computes, written as the definition of a convolution.
  private func output(_ layer: FirstLayer, _ input: [Double], _ neuron: (Int, Int, Int)) -> Double {
    let (channel, row, column) = neuron
    var sum = layer.bias[channel]
    for c in 0..<2 {
      for i in 0..<3 {
        for j in 0..<2 {
          let y = row * 2 - 1 + i
          let x = column * 2 - 2 + j * 2
          guard (0..<9).contains(y), (0..<7).contains(x) else { continue }
          sum += layer.weights[((channel * 2 + c) * 3 + i) * 2 + j] * input[((channel / 3 * 2 + c) * 9 + y) * 7 + x]
        }
      }
    }
    return sum
  }

  @Test func constraintsAreTheNeuronUnderAnyMask() throws {
    let layer = layer()
    let grid = WindowGrid(height: 9, width: 7, window: 3)
    var generator = SeededGenerator(seed: 5)
    let input = (0..<4 * 63).map { _ in Float(generator.unit() - 0.5) }
    let base = (0..<4 * 63).map { _ in Float(generator.unit() - 0.5) }
    let field = LayerField(
      layer: layer, firstNeuron: 0, front: .identity(4 * 63), image: input, hidden: base, pixels: 63)
    let constraints = SMUGConstraints(fields: [field], grid: grid)
    let problem = try constraints.problem(neurons: Array(0..<120), gamma: 0.3)
    #expect(problem.pixelsPerVariable == grid.pixelsPerWindow)
    for neuron in 0..<120 {
      let position = (neuron / 20, neuron % 20 / 5, neuron % 5)
      let constraint = problem.constraints[neuron]
      for _ in 0..<4 {
        let mask = (0..<grid.count).map { _ in generator.index(below: 2) == 1 }
        let pixels = grid.spread(mask)
        let masked = input.indices.map { Double(pixels[$0 % 63] ? input[$0] : base[$0]) }
        let kept = zip(constraint.variables, constraint.coefficients).reduce(constraint.bias) {
          $0 + (mask[Int($1.0)] ? $1.1 : 0)
        }
        #expect(abs(kept - output(layer, masked, position)) < 1e-12)
      }
      let full = output(layer, input.map(Double.init), position)
      #expect(abs(constraint.threshold - 0.3 * full) < 1e-12)
    }
  }

  @Test func theFullMaskIsFeasibleByConstruction() {
    var generator = SeededGenerator(seed: 11)
    for gamma in [0, 0.5, 1 - 0x1p-53] {
      for _ in 0..<200 {
        let coefficients = (0..<5).map { _ in (generator.unit() - 0.3) * [1e-300, 1, 1e9][generator.index(below: 3)] }
        let bias = generator.unit() - 0.5
        var sum = ExactSum()
        for value in coefficients + [bias] { sum.add(value) }
        guard sum.sign > 0 else { continue }
        sum.add(-SMUGConstraints.threshold(gamma: gamma, coefficients: coefficients, bias: bias))
        #expect(sum.sign > 0)
      }
    }
  }

  @Test func saliencyIsTheLargestOrTheSumOfWhatSeesAPixel() throws {
    let layer = layer()
    let zeros = [Float](repeating: 0, count: 4 * 63)
    let field = LayerField(
      layer: layer, firstNeuron: 0, front: .identity(4 * 63), image: zeros, hidden: zeros, pixels: 63)
    var generator = SeededGenerator(seed: 13)
    let scores = (0..<120).map { _ in generator.unit() - 0.4 }
    let neurons = (0..<120).filter { _ in generator.index(below: 3) == 0 }
    var seen = [[Double]](repeating: [], count: 63)
    for neuron in neurons {
      var pixels: Set<Int> = []
      layer.forEachTap(of: neuron) { _, index in pixels.insert(index % 63) }
      for pixel in pixels { seen[pixel].append(scores[neuron]) }
    }
    for combination in SMUGSettings.Combination.allCases {
      let base = SMUGSaliency.base(
        fields: [field], count: 63, neurons: neurons, scores: scores, combination: combination)
      for (value, scores) in zip(base, seen) {
        let expected = scores.isEmpty ? 0 : combination == .max ? scores.max()! : scores.reduce(0, +)
        #expect(abs(Double(value) - expected) < 1e-6)
      }
    }
  }

  @Test(arguments: [
    (SMUGSettings(k: 0), "k"), (SMUGSettings(gamma: 1), "gamma"), (SMUGSettings(gamma: -0.1), "gamma"),
    (SMUGSettings(window: 0), "window"), (SMUGSettings(hidden: [.infinity]), "hidden"),
    (SMUGSettings(timeLimit: 0), "time-limit"),
  ])
  func settingsWithoutAMeaningAreRefused(settings: SMUGSettings, name: String) {
    #expect { try settings.validate() } throws: { error in
      if case .invalidSetting(name, _, _) = error as? SMUGError { true } else { false }
    }
  }
}
