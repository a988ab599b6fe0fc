import Explaining
import Saliency
import Storing
import Timing

/// `combined`: the mean of the ranks that other maps of the job give to each pixel.
struct CombinedMethod: ScoreMethodSettings {
  static let description = MethodDescription(
    key: "combined", name: "Combined", rank: 95, need: .scores, servesSentences: true,
    outputs: [.init("combined", "Combined")], source: "after Rieger and Hansen, 2019")

  /// Names of the maps; nil for all maps of the methods above this one.
  private(set) var maps: [String]?

  init(yaml value: YAMLValue?) throws(JobFileError) {
    guard let value else { return }
    var keys = try value.mapping()
    if let list = keys.optional("of") {
      var maps: [String] = []
      for entry in try list.list() {
        let name = try entry.string()
        guard !maps.contains(name) else { throw entry.error("\(list.path) names '\(name)' twice") }
        maps.append(name)
      }
      guard maps.count > 1 else { throw list.error("\(list.path) must name at least two maps") }
      self.maps = maps
    }
    try keys.finish()
  }

  func reasonNotToFollow(_ known: [String]) -> String? {
    if let name = maps?.first(where: { !known.contains($0) }) {
      let list = known.isEmpty ? "" : ", which are \(known.joined(separator: ", "))"
      return "'\(name)' is no map of the methods above it\(list)"
    }
    return known.count > 1 ? nil : "it combines the maps of the methods above it, of which there must be two"
  }

  func makeMethod(scorer: any InputScorer, items: ItemContext) throws -> any ExplanationMethod {
    CombinedWorker(maps: maps)
  }
}

final class CombinedWorker: ExplanationMethod {
  private let maps: [String]?

  init(maps: [String]?) { self.maps = maps }

  var combinesOthers: Bool { true }

  func explain(_ item: PreparedItem, stopwatch: inout StageStopwatch) throws -> ExplanationRecord {
    try stopwatch.measure(CombinedMethod.key) {
      let found = item.explanations.flatMap(\.maps)
      let chosen = try (maps ?? found.map(\.name)).map { name in
        guard let map = found.first(where: { $0.name == name })?.map,
          map.height == item.height && map.width == item.width
        else { throw ItemError(kind: "combined", message: "the map '\(name)' to combine is missing for this item") }
        return map
      }
      return ExplanationRecord(
        method: CombinedMethod.key,
        maps: [
          SaliencyMapRecord(
            name: CombinedMethod.key, height: item.height, width: item.width, values: MeanRanks.map(of: chosen).values)
        ])
    }
  }
}
