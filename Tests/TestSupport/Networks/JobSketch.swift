import Foundation
import Reproducibility
import SwiftProtobuf

/// A job of a random valid combination of model front, evidence, ranking, window, k, gamma, objective and whatever else
/// `smug` takes, on a tiny random network or on one of the demo's networks of sentences.
struct JobSketch {
  /// Nil where the network is a file of the demo.
  var model: Data?
  /// The job file, about `model.onnx` and the folder `pictures` beside it.
  var text: String
  /// How many items it has.
  var items = 3
  /// Whether numbers leave the range of single precision, so that a failure may say so.
  var isExtreme = false

  init(_ generator: inout SeededGenerator, demo: URL) throws {
    if generator.index(below: 6) == 0 {
      text = Self.sentences(&generator, demo: demo)
      return
    }
    let kinds = (0..<generator.index(below: 3)).map { _ in
      FrontKind.allCases[generator.index(below: FrontKind.allCases.count)]
    }
    let halvings: [FrontKind] = [.slices, .spaceToDepth, .reshapes]
    let input = LayerSketch.Input.allCases[generator.index(below: 3)]
    // Blocks of pixels need pixels.
    let sketch = LayerSketch(
      kinds.count { halvings.contains($0) } < 2 ? kinds : [], input: input, channels: [1, 3], &generator)
    var model = sketch.model
    isExtreme = generator.index(below: 8) == 0
    if isExtreme {
      let index = generator.index(below: model.graph.initializer.count)
      let factor: Float = [0, 1e-30, 1e-12, 1e12, 1e30][generator.index(below: 5)]
      let name = model.graph.initializer[index].name
      let isDivisor = model.graph.node.contains { $0.opType == "Div" && $0.input.dropFirst().contains(name) }
      // What divides by zero is affine in nothing, and refused.
      if factor != 0 || !isDivisor { model.graph.initializer[index].scale(by: factor) }
    }
    self.model = try model.serializedData()
    let (channels, height, width) = (sketch.shape[0], sketch.shape[1], sketch.shape[2])
    let levels =
      input == .bytes ? "scale: 1" : Self.one(of: ["scale: 1, mean: 128, std: 64", "scale: 0.01"], &generator)
    text = """
      model: {file: model.onnx}
      data: {folder: pictures, layout: flat}
      preprocessing:
        resize: {width: \(width), height: \(height)}
        channels: \(channels == 1 ? "grey" : Self.one(of: ["rgb", "bgr"], &generator))
        \(levels.replacing(", ", with: "\n  "))
      target: \(Self.one(of: ["predicted", "0", "2"], &generator))
      methods:
        - smug: {\(Self.smug(&generator, channels: channels, side: max(height, width)))}
      scores: \(Self.one(of: ["[form]", "[form, mask-tests]"], &generator))

      """
  }

  private static func sentences(_ generator: inout SeededGenerator, demo: URL) -> String {
    let folder = demo.appending(path: "sentences").path
    return """
      model: {file: \(folder)/\(one(of: ["network.onnx", "untrained.onnx"], &generator))}
      data:
        text:
          file: \(folder)/sentences.jsonl
          vocabulary: \(folder)/vocabulary.txt
          tokenization: {split: english, length: 16}
      methods:
        - smug: {\(smug(&generator, channels: nil, side: 1))}
      scores: [form]

      """
  }

  /// The method's settings, each left out now and then.
  /// - Parameter channels: nil for sentences.
  private static func smug(_ generator: inout SeededGenerator, channels: Int?, side: Int) -> String {
    var keys: [String] = []
    func add(_ key: String, _ values: [String]) {
      if generator.index(below: 4) > 0 { keys.append("\(key): \(one(of: values, &generator))") }
    }
    add("evidence", ["value", "change"])
    add("k", ["1", "2", "5", "12", "1000000"])
    add("gamma", ["0", "0.25", "0.5", "0.9", "0.999999", "1e-300"])
    add("window", (1...side).map { "\($0)" })
    add("objective", ["pixels", "windows"])
    add("attribution", ["max", "sum"])
    add("time-limit", ["10", "none"])
    let rankings = ["ig", "activation", "gradient"] + (channels == nil ? [] : ["ig-black-white", "blurred-gradient"])
    add("ranking", rankings)
    if let channels {
      add("hidden", ["0", "-0.5", "117", "[" + (0..<channels).map { "\($0)" }.joined(separator: ", ") + "]"])
    }
    add("certificate-check", ["none", "float"])
    let rules = ["evenly-spaced", "gauss-legendre", "trapezoid", "right-riemann"]
    keys.append(
      "integration: "
        + one(of: rules.map { "{rule: \($0), points: 3}" } + ["{rule: adaptive, points: 15}"], &generator))
    return keys.joined(separator: ", ")
  }

  private static func one(of values: [String], _ generator: inout SeededGenerator) -> String {
    values[generator.index(below: values.count)]
  }
}
