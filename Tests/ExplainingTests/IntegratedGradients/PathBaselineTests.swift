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
    let input = (0..<3 * 64 * 64).map { Float(($0 * 37) % 101) / 50 - 1 }
    let rule = IntegratedGradients(rule: .gaussLegendre(8))
    let dark = [Float](repeating: -2, count: input.count)
    let light = [Float](repeating: 2, count: input.count)
    let parts = try [dark, light].map { try session.integrate(rule, input: input, target: 1, from: [$0]) }
    let both = try session.integrate(rule, input: input, target: 1, from: [dark, light])
    #expect(both.points == 16)
    #expect(zip(both.values, zip(parts[0].values, parts[1].values)).allSatisfy { abs($0 - ($1.0 + $1.1) / 2) < 1e-12 })
    let zeros = try session.integrate(rule, input: input, target: 1, from: [[Float](repeating: 0, count: input.count)])
    let plain = try session.integrate(rule, input: input, target: 1)
    let norm = plain.values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let apart = zip(zeros.values, plain.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    #expect(apart < 1e-4 * norm)
  }

  /// Values of `numpy.percentile` and of the package `saliency`'s VisualizeImageGrayscale, written out.
  @Test func pixelsAreDrawnAsTheReferenceDoes() {
    // Channels [3, -1, 0, 2] and [-1, -1, 4, 0]: sums 2, -2, 4, 2; sizes 4, 2, 4, 2.
    let values: [Double] = [3, -1, 0, 2, -1, -1, 4, 0]
    #expect(PixelMap.signed.scores(of: values, pixels: 4) == [2, -2, 4, 2])
    #expect(PixelMap.positive.scores(of: values, pixels: 4) == [2, 0, 4, 2])
    #expect(PixelMap.absoluteP99.scores(of: values, pixels: 4) == [1, 0, 1, 0])
    // The 99th percentile of 0, 1, ..., 4 is 3.96.
    #expect(
      PixelMap.absoluteP99.scores(of: [0, -1, 2, -3, 4], pixels: 5) == [0, 1, 2, 3, 3.96].map { Float($0 / 3.96) })
    #expect(PixelMap.absoluteP99.scores(of: [-2, 2], pixels: 2) == [0, 0])
  }
}
