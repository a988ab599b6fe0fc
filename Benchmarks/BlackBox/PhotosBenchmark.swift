import Datasets
import Explaining
import Foundation
import ImageCodecs
import Scoring

/// Insertion and deletion of adaptive masks against RISE at equal numbers of forward passes, on photos through
/// SqueezeNet, with paired intervals.
struct PhotosBenchmark {
  var data: URL
  /// Forward passes of each method.
  static let passes = 400

  func run(photos count: Int) throws {
    let scorer = try NetworkScorer(contentsOf: data.appending(path: "models/squeezenet11.onnx"), batch: 8)
    let preprocessing = Preprocessing(
      resize: .shorterSide(256), crop: .init(height: 227, width: 227), channels: .bgr, scale: 1,
      mean: [104, 117, 123], standardDeviation: [1, 1, 1])
    let folder = data.appending(path: "photos")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".JPEG") }
      .sorted()
    // Evenly spread over the classes.
    let chosen = (0..<min(count, names.count)).map { names[$0 * names.count / min(count, names.count)] }
    var curves: [String: [PixelOrderCurves]] = [:]
    for (index, name) in chosen.enumerated() {
      let image = try RasterImage(decoding: Data(contentsOf: folder.appending(path: name)))
      let (shape, values) = preprocessing.tensorValues(from: image)
      let row = try scorer.scores(of: [values], kind: .probability)[0]
      let target = row.indices.max { row[$0] < row[$1] } ?? 0
      let input = ModelInput(channels: shape[0], height: shape[1], width: shape[2], values: values)
      for (method, map) in try maps(values, shape, target: target, scorer: scorer, seed: UInt64(index)) {
        curves[method, default: []].append(
          try PixelOrderCurves(
            of: ScoreMap(height: shape[1], width: shape[2], values: map), on: input, target: target, steps: 20,
            batch: 8,
            classify: { batch in try scorer.scores(of: batch.map(\.values), kind: .probability) }))
      }
      // A long measurement may be ended early: every fifth photo, all that is known by then.
      if (index + 1) % 5 == 0 || index + 1 == chosen.count { report(curves, photos: index + 1) }
    }
  }

  private func report(_ curves: [String: [PixelOrderCurves]], photos: Int) {
    print("\(photos) photos, \(Self.passes) forward passes a map, grid 8; means with 95 % intervals")
    let rise = curves["rise"] ?? []
    for (method, own) in curves.sorted(by: { $0.key < $1.key }) {
      let (insertion, deletion) = (own.map(\.insertionAUC), own.map(\.deletionAUC))
      var line = "  \(method): insertion \(text(Bootstrap().mean(of: insertion)))"
      line += ", deletion \(text(Bootstrap().mean(of: deletion)))"
      if method != "rise",
        let gained = PairedTest(zip(insertion, rise.map(\.insertionAUC))),
        let lost = PairedTest(zip(deletion, rise.map(\.deletionAUC)))
      {
        line += "; less RISE: insertion \(text(gained.difference)) (p \(rounded(gained.pValue, 4)))"
        line += ", deletion \(text(lost.difference)) (p \(rounded(lost.pValue, 4)))"
      }
      print(line)
    }
    fflush(nil)
  }

  private func maps(
    _ values: [Float], _ shape: [Int], target: Int, scorer: NetworkScorer, seed: UInt64
  ) throws -> [(String, [Float])] {
    func adaptive(_ settings: AdaptiveMaskSamplingSettings) throws -> SampledSaliency {
      try AdaptiveMaskSampling(settings: settings).explain(
        input: values, shape: shape, target: target, scorer: scorer, seed: seed)
    }
    let plain = try adaptive(.init(steps: Self.passes, stability: nil))
    let weighted = try adaptive(.init(steps: Self.passes, weighting: .score, stability: nil))
    let renewed = try adaptive(
      .init(steps: Self.passes, chainLength: 10, weighting: .score, stability: nil))
    let rise = try RISE(settings: .init(grid: 8, masks: Self.passes, stability: nil)).explain(
      input: values, shape: shape, target: target, scorer: scorer, seed: seed)
    return [
      ("adaptive-masks", plain.mean),
      ("adaptive-masks, score-weighted", weighted.mean),
      ("adaptive-masks, score-weighted, anew every 10", renewed.mean),
      ("rise", rise.map), ("centre box", UninformedMaps.centreBox(height: shape[1], width: shape[2])),
      ("random", UninformedMaps.random(height: shape[1], width: shape[2], seed: seed)),
    ]
  }

  private func text(_ estimate: Estimate?) -> String {
    guard let estimate else { return "-" }
    return
      "\(rounded(100 * estimate.value, 2)) [\(rounded(100 * estimate.lower, 2)), \(rounded(100 * estimate.upper, 2))]"
  }
}
