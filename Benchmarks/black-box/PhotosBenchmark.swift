import Datasets
import Explaining
import Foundation
import ImageCodecs
import Saliency
import Scoring

/// Insertion and deletion of adaptive masks against RISE at equal numbers of forward passes, on photos through
/// SqueezeNet, with paired intervals.
struct PhotosBenchmark {
  /// Forward passes of each method.
  static let budgets = [400, 1000]

  private let names: [URL]
  /// Several chains side by side, and a single one.
  private let batched: NetworkScorer
  private let serial: NetworkScorer
  private let preprocessing = Preprocessing(
    resize: .shorterSide(256), crop: .init(height: 227, width: 227), channels: .bgr, scale: 1,
    mean: [104, 117, 123], standardDeviation: [1, 1, 1])

  init(data: URL) throws {
    let model = data.appending(path: "models/squeezenet11.onnx")
    batched = try NetworkScorer(contentsOf: model, batch: 8)
    serial = try NetworkScorer(contentsOf: model, batch: 1)
    names = try FileManager.default.contentsOfDirectory(
      at: data.appending(path: "photos"), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "JPEG" }.sorted { $0.path < $1.path }
  }

  func run(photos count: Int) throws {
    // In the golden ratio's order: wherever the measurement is ended, its photos are spread over the classes.
    let place = { (index: Int) in (Double(index) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1) }
    let chosen = names.indices.sorted { place($0) < place($1) }.prefix(count)
    var curves: [Int: [String: [PixelOrderCurves]]] = [:]
    for (number, index) in chosen.enumerated() {
      let image = try RasterImage(decoding: Data(contentsOf: names[index]))
      let (shape, values) = preprocessing.tensorValues(from: image)
      let row = try batched.scores(of: [values], kind: .probability)[0]
      let target = row.indices.max { row[$0] < row[$1] } ?? 0
      let input = ModelInput(channels: shape[0], height: shape[1], width: shape[2], values: values)
      func score(_ map: [Float]) throws -> PixelOrderCurves {
        try PixelOrderCurves(
          of: SaliencyMap(height: shape[1], width: shape[2], values: map), on: input, target: target, steps: 20,
          batch: 8,
          classify: { batch in try batched.scores(of: batch.map(\.values), kind: .probability) })
      }
      var known: [String: PixelOrderCurves] = [:]
      for (method, map) in uninformed(shape, seed: UInt64(index)) { known[method] = try score(map) }
      let series = Series(input: values, shape: shape, target: target, seed: UInt64(index))
      let replays = Replays(batched: batched, serial: serial)
      for budget in Self.budgets {
        for (method, map) in try series.maps(passes: budget, replays) {
          curves[budget, default: [:]][method, default: []].append(try score(map))
        }
        for (method, own) in known { curves[budget, default: [:]][method, default: []].append(own) }
      }
      // A long measurement may be ended early: every fifth photo, all that is known by then.
      if (number + 1) % 5 == 0 || number + 1 == chosen.count {
        for budget in Self.budgets { report(curves[budget] ?? [:], photos: number + 1, passes: budget) }
      }
    }
    for budget in Self.budgets { table(curves[budget] ?? [:], passes: budget) }
  }

  private func uninformed(_ shape: [Int], seed: UInt64) -> [(String, [Float])] {
    [
      ("centre box", UninformedMaps.centreBox(height: shape[1], width: shape[2])),
      ("random", UninformedMaps.random(height: shape[1], width: shape[2], seed: seed)),
    ]
  }

  /// One scorer per series of masks.
  private struct Replays {
    let rise, chains, single: ReplayScorer

    init(batched: NetworkScorer, serial: NetworkScorer) {
      rise = ReplayScorer(batched)
      chains = ReplayScorer(batched)
      single = ReplayScorer(serial)
    }
  }

  private struct Series {
    let input: [Float]
    let shape: [Int]
    let target: Int
    let seed: UInt64

    func maps(passes: Int, _ replays: Replays) throws -> [(String, [Float])] {
      func adaptive(_ scorer: ReplayScorer, _ weighting: MaskWeighting, chains: Int = 16) throws -> [Float] {
        scorer.rewind()
        let settings = AdaptiveMaskSamplingSettings(
          steps: passes, chains: chains, weighting: weighting, stability: nil)
        return try AdaptiveMaskSampling(settings: settings).explain(
          input: input, shape: shape, target: target, scorer: scorer, seed: seed
        ).mean
      }
      replays.rise.rewind()
      let rise = try RISE(settings: .init(grid: 8, masks: passes, stability: nil)).explain(
        input: input, shape: shape, target: target, scorer: replays.rise, seed: seed)
      return [
        ("rise", rise.map),
        ("adaptive, the authors' program: 1 chain", try adaptive(replays.single, .none, chains: 1)),
        ("adaptive, the authors' text: 1 chain, by score", try adaptive(replays.single, .score, chains: 1)),
        ("adaptive, 16 chains", try adaptive(replays.chains, .none)),
        ("adaptive, 16 chains, by score", try adaptive(replays.chains, .score)),
      ]
    }
  }

  private func table(_ curves: [String: [PixelOrderCurves]], passes: Int) {
    func mean(_ own: [PixelOrderCurves]?, _ area: (PixelOrderCurves) -> Double) -> Double {
      100 * (own ?? []).reduce(0) { $0 + area($1) } / Double(max(1, own?.count ?? 0))
    }
    for (method, own) in curves.sorted(by: { $0.key < $1.key }) where method.hasPrefix("adaptive") {
      for (name, area) in [("insertion", \PixelOrderCurves.insertionAUC), ("deletion", \.deletionAUC)] {
        let measure = "\(name) %, \(passes) passes: \(method)"
        result(measure, "Winnow", mean(own) { $0[keyPath: area] })
        result(measure, "RISE", mean(curves["rise"]) { $0[keyPath: area] })
      }
    }
  }

  private func report(_ curves: [String: [PixelOrderCurves]], photos: Int, passes: Int) {
    print("\(photos) photos, \(passes) forward passes a map, grid 8; means with 95 % intervals, in per cent")
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

  private func text(_ estimate: Estimate?) -> String {
    guard let estimate else { return "-" }
    return
      "\(rounded(100 * estimate.value, 1)) [\(rounded(100 * estimate.lower, 1)), \(rounded(100 * estimate.upper, 1))]"
  }
}
