import Foundation
import NeuralNetwork
import Testing

@testable import Explaining

/// Values from scripts/reference-scores.py: captum 0.9.0, grad-cam 1.5.7, PyTorch 2.15.0.
@Suite struct GradCAMTests {
  /// Two feature maps of the input x, x and 3 - x, cut off at 0, averaged, weighted by (4, -2) for class 0 and by (-1, 1)
  /// for class 1.
  private func networkByHand() throws -> Network {
    let file = FileManager.default.temporaryDirectory.appending(path: "grad-cam-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: file) }
    try #require(Data(base64Encoded: Self.networkByHand)).write(to: file)
    return try Network(contentsOf: file)
  }

  @Test func byHand() throws {
    let model = try ExplainedModel(network: try networkByHand())
    let gradCAM = try GradCAM(GradCAMModel(model))
    #expect(gradCAM.model.layer == "active" && gradCAM.model.layerShape == [2, 2, 2])
    // The maps are 1 2 3 5 and 2 1 0 0, each position counts a quarter: weights 1 and -1/2, -1/4 and 1/4.
    #expect(try gradCAM.explain([1, 2, 3, 5], target: 0) == [0, 1.5, 3, 5])
    #expect(try gradCAM.explain([1, 2, 3, 5], target: 1) == [0.25, 0, 0, 0])
    // The convolution's own output: 1 2 3 5 and 2 1 0 -2, half of whose positions pass the cut: weights 1 and -1/4.
    let before = try GradCAM(GradCAMModel(model, layer: "conv"))
    #expect(try before.explain([1, 2, 3, 5], target: 0) == [0.5, 1.75, 3, 5.5])
  }

  @Test func theProbabilitysGradientOnlyScales() throws {
    let model = try ExplainedModel(network: try networkByHand())
    let map = try GradCAM(GradCAMModel(model, score: .probability)).explain([1, 2, 3, 5], target: 0)
    // Two classes: the probability follows the difference of the scores, 5 and -3 for the maps' means.
    #expect(map[0] == 0 && map[1] > 0)
    #expect(abs(map[2] / map[3] - 3.0 / 5) < 1e-5)
  }

  @Test func refusesWhatHasNoFeatureMaps() throws {
    let model = try ExplainedModel(network: try networkByHand())
    #expect(throws: NetworkError(.mismatch, "the network has no tensor and no node 'cnv'")) {
      try GradCAMModel(model, layer: "cnv")
    }
    #expect(throws: NetworkError.self) { try GradCAMModel(model, layer: "flat") }
  }

  @Test(arguments: [
    (nil, coarseAtTheLast, fineAtTheLast, scaledAtTheLast), ("/12/Relu", coarseBefore, fineBefore, scaledBefore),
  ])
  func agreesWithCaptumAndGradCam(layer: String?, coarse: [Float], fine: [Float], scaled: [Float]) throws {
    let file = URL(filePath: #filePath).appending(path: "../../../../Demo/network.onnx").standardizedFileURL
    let model = try ExplainedModel(network: try Network(contentsOf: file))
    let gradCAM = try GradCAM(GradCAMModel(model, layer: layer))
    let image = (0..<3 * 64 * 64).map { index -> Float in
      let (row, column) = (index / 64 % 64, index % 64)
      let isDisc = (row - 25) * (row - 25) + (column - 36) * (column - 36) < 144
      return isDisc ? 1.5 : Float(0.25 * sin(0.37 * Double(index)))
    }
    let found = try gradCAM.coarse(image, target: 3)
    #expect(found.count == coarse.count)
    for (value, expected) in zip(found, coarse) { #expect(abs(value - expected) < 2e-5) }
    let enlarged = try gradCAM.explain(image, target: 3)
    for (place, expected) in fine.enumerated() { #expect(abs(enlarged[21 * 64 + 8 * place] - expected) < 2e-5) }
    // The package grad-cam scales the enlarged map to 0...1.
    let (low, high) = (enlarged.min() ?? 0, enlarged.max() ?? 1)
    for (place, expected) in scaled.enumerated() {
      #expect(abs((enlarged[21 * 64 + 8 * place] - low) / (high - low) - expected) < 2e-5)
    }
  }

  /// `by_hand()` of the script.
  private static let networkByHand =
    """
    CAg6rAIKGwoBeAoBdwoBYhIEbWFwcxoEY29udiIEQ29udgoaCgRtYXBzEgZhY3RpdmUaBHJlbHUiBFJlbHUKJwoGYWN0aXZlEgRw\
    b29sGgRwb29sIhFHbG9iYWxBdmVyYWdlUG9vbAoeCgRwb29sEgRmbGF0GgdmbGF0dGVuIgdGbGF0dGVuCiUKBGZsYXQKAXYSAXka\
    AmZjIgRHZW1tKg0KBnRyYW5zQhgBoAECEgR0aW55KhcIAggBCAEIARABQgF3SggAAIA/AACAvyoRCAIQAUIBYkoIAAAAAAAAQEAq\
    GwgCCAIQAUIBdkoQAACAQAAAAMAAAIC/AACAP1ocCgF4EhcKFQgBEhEKAxIBTgoCCAEKAggCCgIIAmIUCgF5Eg8KDQgBEgkKAxIB\
    TgoCCAJCBAoAEA0=
    """

  private static let coarseAtTheLast: [Float] = [
    0, 0, 0.0216083713, 0.219530612, 0.464813769, 0.468146652, 0.202339172, 0.0515555218, 0, 0.0820472836,
    0.414095849, 0.497842938, 0.725588322, 0.602866113, 0.427895188, 0.148568511, 0, 0.24485071, 0.495003343,
    0.75814563, 0.858379245, 0.863840342, 0.616918087, 0.317194879, 0, 0.301463008, 0.594567955, 0.674469292,
    0.815574408, 0.763787568, 0.682794809, 0.357649684, 0, 0.129372105, 0.30059886, 0.568241119, 0.714888692,
    0.75475806, 0.567584038, 0.189099997, 0, 0, 0.0941037238, 0.19453001, 0.485604107, 0.373769462, 0.315149307,
    0.0317899808, 0.000151743181, 0, 0, 0.0984060466, 0.183914602, 0.0661027879, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  ]
  /// Every eighth pixel of row 21.
  private static let fineAtTheLast: [Float] = [
    0, 0.143699348, 0.40070653, 0.642363131, 0.803148389, 0.847387373, 0.723686993, 0.457994461,
  ]
  private static let scaledAtTheLast: [Float] = [
    0, 0.167585388, 0.467312753, 0.749138057, 0.936649501, 0.988241971, 0.843979955, 0.534123361,
  ]
  private static let scaledBefore: [Float] = [
    0, 0.00571368076, 0.262356669, 0.559855223, 0.439584047, 0.235517457, 0.17392081, 0.141387254,
  ]
  private static let coarseBefore: [Float] = [
    0, 0, 0, 0.0265933163, 0.0184638053, 0.209887043, 0.15097177, 0, 0, 0, 0, 0.281242311, 0.988395691, 0.824787438,
    0.399193883, 0.0742000937, 0, 0, 0.772769988, 1.34512997, 0.159545437, 0.319603771, 0.229138136, 0.198628962, 0,
    0.092703864, 0.83593601, 0, 1.9072535, 0.415148556, 0.428837657, 0.32744652, 0, 0, 0.173787192, 0.371265292,
    0.0512107834, 1.14320099, 0.619878292, 0.0908890665, 0, 0, 0, 0.177629396, 0.311235607, 0.219042689, 0,
    0.0357485116, 0, 0, 0, 0, 0.0161153395, 0, 0, 0.00229913741, 0, 0, 0, 0, 0, 0, 0, 0,
  ]
  private static let fineBefore: [Float] = [
    0, 0.0097773606, 0.448949754, 0.958034873, 0.752224565, 0.403021902, 0.297616541, 0.241944566,
  ]
}
