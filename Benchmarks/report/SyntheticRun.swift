import Foundation
import ImageCodecs
import Reproducibility
import Saliency
import Scoring
import Storing

/// A run of any size, made up: a thousand classes, three methods with four maps and a mask, true objects, scores, wrong
/// predictions, failures. Every number differs from item to item; maps are drawn from a stock, because making them is not
/// what is measured.
struct SyntheticRun {
  let items: Int
  /// Pixels a side.
  let side: Int

  static let classCount = 1000
  static let classNames = (0..<classCount).map { "class number \($0) of a thousand, with a long name" }
  /// The methods that the run pretends to have used, and all scores.
  static let glossary = Glossary(
    methods: [
      method("smug", "SMUG", rank: 10, outputs: [.init("smug", "SMUG"), .init("smug-base", "SMUG base")]),
      method("ig", "IG", rank: 40), method("centre-box", "Centre box", rank: 901),
    ], scores: MeasureRegistry.scores)

  private static func method(
    _ key: String, _ name: String, rank: Int, outputs: [MethodDescription.Output]? = nil
  ) -> MethodDescription {
    MethodDescription(
      key: key, name: name, rank: rank, need: .gradients, servesSentences: true,
      outputs: outputs ?? [.init(key, name)],
      maskMeaning: key == "smug" ? "keeps what the model’s first layer finds most telling" : nil,
      isReference: key == "ig")
  }

  private static let window = 4
  private static let stockSize = 64

  /// Writes the run's store; one that is there already is kept.
  func write(to folder: String) throws {
    guard !FileManager.default.fileExists(atPath: folder + "/" + RunStore.fileName) else { return }
    let description = RunDescription(
      jobText: "name: synthetic\n# \(items) items of \(side) x \(side) pixels\n", itemCount: items)
    let store = try RunStore(creatingOrOpening: folder, run: description)
    let stock = (0..<Self.stockSize).map { Shape(index: $0, side: side, window: Self.window) }
    for first in stride(from: 0, to: items, by: 256) {
      try store.commit((first..<min(items, first + 256)).map { record($0, stock[$0 * 7 % Self.stockSize]) })
    }
    try store.close()
  }

  private func record(_ index: Int, _ shape: Shape) -> ItemRecord {
    var random = SeededGenerator(seed: UInt64(index))
    // Some classes are more frequent than others.
    let label = Int(Double(Self.classCount) * random.unit() * random.unit().squareRoot())
    let id = "photos/\(label)/item-\(index).jpg"
    let stages = [("decode", 0.004), ("forward", 0.01), ("attribution", 0.6), ("solve", 0.01 * exp(random.normal()))]
      .map { Provenance.Stage($0.0, $0.1 * (0.9 + 0.2 * random.unit())) }
    let provenance = Provenance(rank: index % 64, stages: stages)
    if random.unit() < 0.003 {
      let kind = random.unit() < 0.5 ? "unreadable" : "time-limit"
      return ItemRecord(
        index: index, id: id, label: label, outcome: .failed(ItemFailure(kind: kind, message: "made up")),
        provenance: provenance)
    }
    let predicted = random.unit() < 0.8 ? label : random.index(below: Self.classCount)
    var bits = shape.mask
    for _ in 0..<bits.count / 20 { bits[random.index(below: bits.count)].toggle() }
    let kept = Double(bits.count { $0 }) / Double(bits.count)
    let isOptimal = random.unit() < 0.98
    let cost = (kept * Double(side * side)).rounded()
    func scores(_ name: String) -> [NamedValue] {
      [
        ("pointing", random.unit().rounded()), ("iou", random.unit()), ("auc", random.unit()),
        ("energy", random.unit()),
        ("gini", random.unit()), ("entropy", 8 * random.unit()), ("lss", random.normal()), ("lss-top", 3),
        ("lss-left", 5), ("lss-bottom", Double(side)), ("lss-right", Double(side)), ("deletion", random.unit()),
        ("insertion", random.unit()), ("drop", random.unit()), ("increase", random.unit().rounded()),
      ].map { NamedValue("\(name).\($0.0)", $0.1) }
    }
    func map(_ name: String, _ values: [Float]) -> SaliencyMapRecord {
      SaliencyMapRecord(name: name, height: side, width: side, values: values)
    }
    let smug = ExplanationRecord(
      method: "smug", status: (isOptimal ? ProofStatus.optimal : .feasible).rawValue,
      values: [
        NamedValue("cost", cost), NamedValue("bound", isOptimal ? cost : cost * 0.9), NamedValue("area", kept),
        NamedValue("constraints", Double(index % 3000)),
        NamedValue("points", 200), NamedValue("delta", 0.001 * random.normal()),
        NamedValue("mask.kept-zero", random.unit().rounded()),
        NamedValue("mask.sufficiency-zero", random.unit()), NamedValue("mask.iou", random.unit()),
      ] + scores("smug") + scores("smug-base"),
      maps: [map("smug", shape.sparse), map("smug-base", shape.base)],
      masks: [MaskRecord(name: "smug", height: side, width: side, window: Self.window, bits: bits)])
    let ig = ExplanationRecord(
      method: "ig", values: [NamedValue("points", 50), NamedValue("delta", 0.002 * random.normal())] + scores("ig"),
      maps: [map("ig", shape.dense)])
    let centreBox = ExplanationRecord(
      method: "centre-box", values: scores("centre-box"), maps: [map("centre-box", shape.box)])
    return ItemRecord(
      index: index, id: id, label: label,
      outcome: .explained(
        ExplainedItem(
          target: predicted, predicted: predicted, probability: random.unit(), explanations: [smug, ig, centreBox],
          truth: PixelMask(height: side, width: side, bits: shape.truth))),
      provenance: provenance)
  }

  /// An image with texture: noise and a shade, such as photos have, and nothing that compresses well.
  static func image(of index: Int, side: Int) -> RasterImage {
    var random = SeededGenerator(seed: UInt64(index))
    let tint = (0..<3).map { _ in 60 + 120 * random.unit() }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(side * side * 3)
    for pixel in 0..<side * side {
      let shade = 40 * sin(Double(pixel % side) / 9 + Double(index)) + 40 * cos(Double(pixel / side) / 13)
      for channel in 0..<3 {
        pixels.append(UInt8(min(255, max(0, tint[channel] + shade + 24 * (random.unit() - 0.5)))))
      }
    }
    return RasterImage(width: side, height: side, channels: 3, pixels: pixels)
  }
}

/// A disc somewhere, the maps that point at it, and the mask that keeps it.
private struct Shape {
  var truth: [Bool]
  var mask: [Bool]
  var sparse: [Float]
  var base: [Float]
  var dense: [Float]
  var box: [Float]

  init(index: Int, side: Int, window: Int) {
    var random = SeededGenerator(seed: UInt64(index), stream: 1)
    let scale = Double(side)
    let (x, y, radius) = (
      scale * (0.3 + 0.4 * random.unit()), scale * (0.3 + 0.4 * random.unit()), scale * (0.1 + 0.15 * random.unit())
    )
    func distance(_ row: Double, _ column: Double) -> Double {
      ((row - y) * (row - y) + (column - x) * (column - x)).squareRoot() / radius
    }
    let distances = (0..<side * side).map { distance(Double($0 / side), Double($0 % side)) }
    let grid = WindowGrid(height: side, width: side, window: window)
    let columns = grid.columns
    let centres = (0..<grid.count).map { cell in
      distance((Double(cell / columns) + 0.5) * Double(window), (Double(cell % columns) + 0.5) * Double(window))
    }
    truth = distances.map { $0 < 1 }
    mask = centres.map { $0 < 1.1 && random.unit() < 0.8 || random.unit() < 0.05 }
    base = distances.map { $0 < 1.5 ? Float(exp(-$0) * (0.5 + random.unit())) : 0 }
    sparse = zip(base, distances).map { $1 < 1 ? $0 : 0 }
    dense = distances.map { Float(exp(-$0) + 0.2 * random.normal()) }
    let middle = side / 4..<side - side / 4
    box = (0..<side * side).map { middle.contains($0 / side) && middle.contains($0 % side) ? 1 : 0 }
  }
}
