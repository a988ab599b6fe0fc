import Foundation
import NeuralNetwork
import Saliency
import Testing

@testable import Explaining

/// Where integrated gradients of an input start, and how pixels are drawn.
@Suite struct PathBaselineTests {
  @Test func spellings() {
    #expect(PathBaseline("zero") == .zero && PathBaseline("black-white") == .blackWhite)
    #expect(PathBaseline("noise") == .noise(8) && PathBaseline("noise:3") == .noise(3))
    #expect(PathBaseline("blur:2") == .fill(.blur(sigma: 2)) && PathBaseline("mean") == .fill(.mean))
    for text in ["", "noise:0", "noise:x", "grey", "zero:1"] { #expect(PathBaseline(text) == nil) }
  }

  @Test func inputs() {
    let shape = InputShape.image(channels: 2, height: 1, width: 3)
    let input: [Float] = [0, 1, 2, 10, 10, 10]
    let blackWhite = (black: [Float](repeating: -1, count: 6), white: [Float](repeating: 1, count: 6))
    func inputs(_ baseline: PathBaseline, seed: UInt64 = 1) -> [[Float]] {
      baseline.inputs(for: input, shape: shape, blackWhite: blackWhite, seed: seed)
    }
    #expect(inputs(.zero).isEmpty)
    #expect(inputs(.blackWhite) == [blackWhite.black, blackWhite.white])
    #expect(inputs(.fill(.mean)) == [[1, 1, 1, 10, 10, 10]])
    let noise = inputs(.noise(50))
    #expect(noise.count == 50 && Set(noise).count == 50)
    #expect(noise.allSatisfy { $0[..<3].allSatisfy { (0...2).contains($0) } && $0[3...].allSatisfy { $0 == 10 } })
    #expect(inputs(.noise(50)) == noise && inputs(.noise(50), seed: 2) != noise)
  }

  /// Of several baselines the attributions are averaged, each complete by itself.
  @Test func severalBaselinesAreAveraged() throws {
    let demo = URL(filePath: #filePath).appending(path: "../../../../Demo/network.onnx").standardizedFileURL
    let session = try ModelSession(model: ExplainedModel(network: Network(contentsOf: demo)))
    var input = [Float](repeating: 0, count: 3 * 64 * 64)
    for index in input.indices { input[index] = Float(index * 37 % 101) / 50 - 1 }
    let rule = IntegratedGradients(rule: .gaussLegendre(8))
    func values(from baselines: [[Float]]) throws -> [Double] {
      try session.integrate(rule, input: input, target: 1, from: baselines).values
    }
    func distance(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for (x, y) in zip(a, b) { sum += (x - y) * (x - y) }
      return sum.squareRoot()
    }
    let dark = [Float](repeating: -2, count: input.count)
    let light = [Float](repeating: 2, count: input.count)
    let fromDark = try values(from: [dark])
    let fromLight = try values(from: [light])
    var mean = fromDark
    for index in mean.indices { mean[index] = (fromDark[index] + fromLight[index]) / 2 }
    let both = try session.integrate(rule, input: input, target: 1, from: [dark, light])
    #expect(both.points == 16)
    let apart = distance(both.values, mean)
    #expect(apart < 1e-9)
    let plain = try session.integrate(rule, input: input, target: 1).values
    let fromZero = try values(from: [[Float](repeating: 0, count: input.count)])
    let norm = distance(plain, [Double](repeating: 0, count: plain.count))
    let gap = distance(plain, fromZero)
    #expect(norm > 0 && gap < 1e-4 * norm)
  }

  /// Values of `numpy.percentile` and of the package `saliency`'s VisualizeImageGrayscale, written out.
  @Test func pixelsAreDrawnAsTheReferenceDoes() {
    // Channels [3, -1, 0, 2] and [-1, -1, 4, 0]: sums 2, -2, 4, 2; sizes 4, 2, 4, 2.
    let values: [Double] = [3, -1, 0, 2, -1, -1, 4, 0]
    #expect(PixelMap.signed.scores(of: values, pixels: 4) == [2, -2, 4, 2])
    #expect(PixelMap.positive.scores(of: values, pixels: 4) == [2, 0, 4, 2])
    #expect(PixelMap.absoluteP99.scores(of: values, pixels: 4) == [1, 0, 1, 0])
    // The 99th percentile of 0, 1, ..., 4 is 3.96.
    let drawn: [Float] = PixelMap.absoluteP99.scores(of: [0, -1, 2, -3, 4], pixels: 5)
    for (place, value) in drawn.enumerated() {
      let expected = min(1, Float(place) / 3.96)
      #expect(abs(value - expected) < 1e-6)
    }
    #expect(PixelMap.absoluteP99.scores(of: [-2, 2], pixels: 2) == [0, 0])
  }
}
