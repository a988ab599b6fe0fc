import Foundation
import Saliency
import Scoring
import Storing
import Timing

/// Whether explanations depend on what the network has learnt: maps and masks of a job's methods while the network's layers
/// are drawn anew one after the other, last to first (Adebayo et al., NeurIPS 2018).
public struct SanityCheck: Sendable {
  /// Items looked at: so many, evenly over the job's.
  public var items: Int
  /// Depths of randomisation looked at besides none, evenly from one layer to all.
  public var stages: Int
  public var seed: UInt64

  public init(items: Int = 20, stages: Int = 6, seed: UInt64 = 0) {
    self.items = items
    self.stages = stages
    self.seed = seed
  }

  /// What a map or mask shares with that of the trained network.
  public enum Measure: String, Sendable, CaseIterable {
    /// Spearman's rank correlation of two maps.
    case rankCorrelation = "rank-correlation"
    /// Structural similarity of two maps, each scaled to 0...1.
    case structuralSimilarity = "ssim"
    /// Intersection over union of two masks.
    case maskOverlap = "mask-iou"
  }

  /// A number of one item.
  public struct Sample: Sendable, Equatable {
    /// The map's or mask's name.
    public var subject: String
    public var measure: Measure
    /// Layers drawn anew.
    public var depth: Int
    public var value: Double
  }

  /// What came of it.
  public struct Result: Sendable {
    /// Layers with weights, the last first.
    public var layers: [String]
    public var depths: [Int]
    public var samples: [Sample] = []
    /// Explanations that a randomised network did not allow: no evidence is left, for example.
    public var missing = 0
    public var items = 0

    /// The values of one subject at one depth.
    public func values(_ subject: String, _ measure: Measure, depth: Int) -> [Double] {
      samples.filter { $0.subject == subject && $0.measure == measure && $0.depth == depth }.map(\.value)
    }
  }

  /// - Parameter progress: told how many of how many explanations are done.
  public func run(_ file: JobFile, progress: (Int, Int) -> Void = { _, _ in }) throws -> Result {
    guard case .network(let settings) = file.model.source else {
      throw ItemError(kind: "job", message: "sanity checks draw a network's weights anew; the job's model is a program")
    }
    let trained = try PreparedJob(file)
    guard trained.data.images != nil else {
      throw ItemError(kind: "job", message: "sanity checks compare maps of images; the job's items are sentences")
    }
    let network = try RandomizedNetwork(contentsOf: settings.file)
    let depths = Self.depths(layers: network.layers.count, stages: stages)
    let positions = Self.spread(items, over: Array(try trained.indices()))
    var result = Result(layers: network.layers, depths: depths)
    let (total, pipeline) = (positions.count * (depths.count + 1), try ItemPipeline(job: trained, rank: 0))
    var references: [(position: Int, target: Int, explanations: [ExplanationRecord?])] = []
    for position in positions {
      guard let (target, explanations) = try? pipeline.explanations(at: position) else { continue }
      references.append((position, target, explanations))
      progress(references.count, total)
    }
    result.items = references.count
    for (stage, depth) in depths.enumerated() {
      let other = try Self.pipeline(file, settings, network, depth: depth, seed: seed, data: trained.data)
      for (place, reference) in references.enumerated() {
        let explanations = try other.explanations(at: reference.position, target: reference.target).explanations
        for (before, after) in zip(reference.explanations, explanations) {
          guard let before, let after else {
            result.missing += 1
            continue
          }
          result.samples += Self.compare(before, after, depth: depth)
        }
        progress((stage + 1) * references.count + place + 1, total)
      }
    }
    return result
  }

  /// The job with the last `depth` layers of its network drawn anew.
  private static func pipeline(
    _ file: JobFile, _ settings: NetworkSettings, _ network: RandomizedNetwork, depth: Int, seed: UInt64, data: JobData
  ) throws -> ItemPipeline {
    let url = FileManager.default.temporaryDirectory.appending(path: "winnow-sanity-\(UUID().uuidString).onnx")
    defer { try? FileManager.default.removeItem(at: url) }
    try network.bytes(randomizing: depth, seed: seed).write(to: url)
    var (file, settings) = (file, settings)
    settings.file = url
    file.model.source = .network(settings)
    file.scores = ExplanationScorer()
    return try ItemPipeline(job: PreparedJob(file, data: data), rank: 0)
  }

  static func depths(layers: Int, stages: Int) -> [Int] {
    guard layers > max(1, stages) else { return Array(1...layers) }
    guard stages > 1 else { return [layers] }
    return (0..<stages).map { 1 + Int((Double($0) * Double(layers - 1) / Double(stages - 1)).rounded()) }
  }

  static func spread(_ count: Int, over positions: [Int]) -> [Int] {
    guard count < positions.count else { return positions }
    return (0..<count).map { positions[$0 * positions.count / count] }
  }

  static func compare(_ before: ExplanationRecord, _ after: ExplanationRecord, depth: Int) -> [Sample] {
    var samples: [Sample] = []
    func add(_ subject: String, _ measure: Measure, _ value: Double?) {
      if let value { samples.append(Sample(subject: subject, measure: measure, depth: depth, value: value)) }
    }
    for map in before.maps {
      guard let other = after.maps.first(where: { $0.name == map.name }) else { continue }
      // A map without any differences ranks nothing.
      add(map.name, .rankCorrelation, MapSimilarity.rankCorrelation(map.map, other.map) ?? 0)
      add(map.name, .structuralSimilarity, MapSimilarity.structuralSimilarity(map.map, other.map))
    }
    if let mask = before.mask, let other = after.mask {
      add("\(before.method)-mask", .maskOverlap, MapSimilarity.overlap(mask.mask, other.mask))
    }
    return samples
  }
}

extension ItemPipeline {
  /// What the job's methods say of an item, and of which class; nil for a method that says nothing.
  ///
  /// - Parameter target: the class to explain; nil leaves it to the job.
  func explanations(
    at position: Int, target: Int? = nil
  ) throws -> (target: Int, explanations: [ExplanationRecord?]) {
    var stopwatch = StageStopwatch()
    var prepared = try reader.read(try job.dataset.item(position), stopwatch: &stopwatch)
    if let target { prepared.target = target }
    var explanations: [ExplanationRecord?] = []
    for method in methods {
      let explanation = try? method.explain(prepared, stopwatch: &stopwatch)
      if let explanation { prepared.explanations.append(explanation) }
      explanations.append(explanation)
    }
    return (prepared.target, explanations)
  }
}
