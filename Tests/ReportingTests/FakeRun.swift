import Foundation
import ImageCodecs
import Reproducibility
import Saliency
import Scoring
import Storing

/// A made-up run with known properties: blobs as objects, masks near them, two methods, wrong predictions, failures.
enum FakeRun {
  static let size = 64
  static let window = 3
  static let classNames = ["disc", "ring", "cross", "star", "bar, \"long\""]

  static let glossary = Glossary(
    methods: [
      method("smug", "SMUG", rank: 10, outputs: [.init("smug", "SMUG"), .init("smug-base", "SMUG base")]),
      method("ig", "IG", rank: 40, isReference: true), method("centre-box", "Centre box", rank: 901),
      method("sobol", "Sobol", rank: 30, section: .regions),
    ], scores: MeasureRegistry.scores)

  private static func method(
    _ key: String, _ name: String, rank: Int, outputs: [MethodDescription.Output]? = nil, isReference: Bool = false,
    section: MethodDescription.Section? = nil
  ) -> MethodDescription {
    MethodDescription(
      key: key, name: name, rank: rank, need: .gradients, servesSentences: true, outputs: outputs ?? [.init(key, name)],
      maskMeaning: key == "smug" ? "suffices" : nil, isReference: isReference, section: section)
  }

  /// Made once: images full of random numbers take their time in a debug build.
  private static let usual = (0..<90).map { record($0) }

  /// - Parameter watermark: this class's masks also keep the top left corner.
  static func records(_ count: Int, watermark: Int? = 2) -> [ItemRecord] {
    watermark == 2 && count <= usual.count
      ? Array(usual.prefix(count)) : (0..<count).map { record($0, watermark: watermark) }
  }

  static func record(_ index: Int, watermark: Int? = 2) -> ItemRecord {
    var generator = SeededGenerator(seed: UInt64(index) &+ 7)
    let label = index % classNames.count
    let provenance = Provenance(
      rank: index % 3,
      stages: [
        Provenance.Stage("decode", 0.001 + 0.001 * generator.unit()),
        Provenance.Stage("attribution", 0.05 + 0.02 * generator.unit()),
        Provenance.Stage("solve", 0.001 * exp(2 * generator.normal())),
      ])
    if index % 29 == 17 {
      return ItemRecord(
        index: index, id: "pictures/\(classNames[label])/\(index).png", label: label,
        outcome: .failed(ItemFailure(kind: "unreadable", message: "the file ends, \"early\"")), provenance: provenance)
    }
    let centre = (x: 12 + 40 * generator.unit(), y: 12 + 40 * generator.unit())
    let radius = 5 + 6 * generator.unit()
    func near(_ x: Int, _ y: Int) -> Double {
      let (dx, dy) = (Double(x) - centre.x, Double(y) - centre.y)
      return (dx * dx + dy * dy).squareRoot() / radius
    }
    let side = (size + window - 1) / window
    let bits = (0..<side * side).map { cell -> Bool in
      let (row, column) = (cell / side, cell % side)
      if label == watermark, row < 3, column < 4 { return generator.unit() < 0.95 }
      return near(column * window + 1, row * window + 1) < 0.9 && generator.unit() < 0.8
        || generator.unit() < 0.01
    }
    let base = (0..<size * size).map { pixel -> Float in
      let value = exp(-near(pixel % size, pixel / size)) + 0.1 * generator.unit()
      return Float(value > 0.25 ? value : 0)
    }
    let mask = MaskRecord(name: "smug", height: size, width: size, window: window, bits: bits)
    let kept = mask.mask.pixels
    let minimal = zip(base, kept.bits).map { $1 ? $0 : 0 }
    let gradients = base.map { $0 * Float(0.5 + generator.unit()) + Float(0.2 * generator.unit()) }
    let isUnproven = index % 41 == 5
    let cost = Double(kept.count)
    func scores(_ name: String, _ quality: Double) -> [NamedValue] {
      [
        NamedValue("\(name).pointing", generator.unit() < quality ? 1 : 0),
        NamedValue("\(name).auc", min(1, quality + 0.05 * generator.normal())),
        NamedValue("\(name).iou", max(0, quality - 0.4 + 0.1 * generator.normal())),
        NamedValue("\(name).lss", 0.5 - 2 * quality + 0.3 * generator.normal()),
        NamedValue("\(name).insertion", min(1, quality * 0.8 + 0.1 * generator.unit())),
        NamedValue("\(name).deletion", max(0, 0.6 - quality * 0.4 + 0.1 * generator.unit())),
        NamedValue("\(name).gini", min(1, quality)),
      ]
    }
    let survives = generator.unit() < 0.8
    let smug = ExplanationRecord(
      method: "smug", status: isUnproven ? "feasible" : "optimal",
      values: [
        NamedValue("cost", cost), NamedValue("bound", isUnproven ? cost * 0.9 : cost), NamedValue("area", kept.share),
        NamedValue("constraints", 400),
        NamedValue("points", 200), NamedValue("delta", 0.001 * generator.normal()),
        NamedValue("mask.kept-zero", survives ? 1 : 0),
        NamedValue("mask.iou", 0.5 + 0.1 * generator.normal()),
        NamedValue("mask.sufficiency-zero", survives ? 0.9 : 0.2),
      ] + scores("smug", 0.9) + scores("smug-base", 0.85),
      maps: [
        SaliencyMapRecord(name: "smug", height: size, width: size, values: minimal),
        SaliencyMapRecord(name: "smug-base", height: size, width: size, values: base),
      ], masks: [mask])
    let ig = ExplanationRecord(
      method: "ig",
      values: [NamedValue("points", 50), NamedValue("delta", 0.002 * generator.normal())] + scores("ig", 0.75),
      maps: [SaliencyMapRecord(name: "ig", height: size, width: size, values: gradients)])
    let box = PixelMask(
      height: size, width: size, boxes: [PixelBox.centred(height: size, width: size, share: 0.25)])
    let centreBox = ExplanationRecord(
      method: "centre-box", values: scores("centre-box", 0.6),
      maps: [SaliencyMapRecord(name: "centre-box", height: size, width: size, values: box.bits.map { $0 ? 1 : 0 })])
    let predicted = generator.unit() < 0.85 ? label : (label + 1) % classNames.count
    return ItemRecord(
      index: index, id: "pictures/\(classNames[label])/\(index).png", label: label,
      outcome: .explained(
        ExplainedItem(
          target: predicted, predicted: predicted, probability: 0.5 + 0.5 * generator.unit(),
          explanations: [smug, ig, centreBox],
          truth: PixelMask(
            height: size, width: size, bits: (0..<size * size).map { near($0 % size, $0 / size) < 1 }))),
      provenance: provenance)
  }

  /// A coloured image with texture, so that it looks like something.
  static func image(_ record: ItemRecord) -> RasterImage {
    var generator = SeededGenerator(seed: UInt64(record.index))
    let tint = (0..<3).map { _ in 60 + 120 * generator.unit() }
    let map = record.explainedMap.flatMap { $0.count == size * size ? $0 : nil }
    var pixels: [UInt8] = []
    for pixel in 0..<size * size {
      let bright = Double(map?[pixel] ?? 0) * 90
      for channel in 0..<3 {
        pixels.append(
          UInt8(min(255, max(0, tint[channel] + bright * (channel == 0 ? 1 : -0.4) + 12 * generator.normal()))))
      }
    }
    return RasterImage(width: size, height: size, channels: 3, pixels: pixels)
  }

  /// Makes an empty scratch folder, hands it on and removes it.
  static func withFolder<T>(_ body: (URL) throws -> T) throws -> T {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("winnow-report-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url)
  }
}

extension ItemRecord {
  fileprivate var explainedMap: [Float]? {
    guard case .explained(let item) = outcome else { return nil }
    return item.explanations.first?.maps.last?.map.values
  }
}
