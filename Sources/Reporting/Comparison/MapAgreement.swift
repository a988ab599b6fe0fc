import Saliency
import Scoring
import Storing

/// How alike maps and masks are: between the methods of a run, and of one method between runs (other models, seeds or settings).
///
/// Maps by the share of their strongest pixels that they have in common, masks by Dice's coefficient; over the items that all
/// runs explain, at most so many as the limit says, which are the same in every run.
public struct MapAgreement: Sendable {
  /// What is compared: a map or a mask of a run.
  public struct Subject: Sendable, Hashable {
    /// Place of the run.
    public var run: Int
    /// `smug-base`, or `smug-mask` for a mask.
    public var key: String
    public var isMask: Bool
  }

  /// How alike two subjects are, with an interval over the items.
  public struct Pair: Sendable {
    public var first: Subject
    public var second: Subject
    public var likeness: Estimate
    /// Items that have both, in one size.
    public var items: Int
  }

  /// Share of the pixels that count as a map's strongest.
  public static let share = 0.05
  /// Reading maps takes time: so many items are compared.
  public static let itemLimit = 200

  /// The runs' names.
  public let names: [String]
  /// Items that were compared.
  public private(set) var items = 0
  public private(set) var pairs: [Pair] = []
  let glossary: Glossary

  /// - Throws: what reading the runs throws.
  public init(
    _ runs: [(name: String, source: any ItemSource)], glossary: Glossary, limit: Int = itemLimit,
    bootstrap: Bootstrap = Bootstrap(resamples: 1000)
  ) throws {
    names = runs.map(\.name)
    self.glossary = glossary
    var likenesses: [[Subject]: [Double]] = [:]
    for places in try Self.commonItems(runs.map(\.source), limit: limit) {
      let explained = try zip(runs, places).compactMap { try $0.source.item(at: $1)?.explained }
      guard explained.count == runs.count else { continue }
      items += 1
      Self.compare(explained, into: &likenesses)
    }
    let found = likenesses.compactMap { subjects, values in
      bootstrap.mean(of: values).map {
        Pair(first: subjects[0], second: subjects[1], likeness: $0, items: values.count)
      }
    }
    pairs = found.sorted { isBefore($0.first, $1.first) || $0.first == $1.first && isBefore($0.second, $1.second) }
  }

  /// Maps before masks, by run, then as tables order them.
  func isBefore(_ a: Subject, _ b: Subject) -> Bool {
    if a.isMask != b.isMask { return b.isMask }
    if a.run != b.run { return a.run < b.run }
    return (glossary.place(of: a.key), a.key) < (glossary.place(of: b.key), b.key)
  }

  /// For each item that all runs explain its index in each of them.
  private static func commonItems(_ sources: [any ItemSource], limit: Int) throws -> [[Int]] {
    // A sample by name holds the same items in every run; items that another run lacks leave room for more.
    let samples = try sources.map { source in
      var sample = ItemSample<String>(capacity: 4 * limit)
      try source.forEachItemWithoutMaps { record in
        if record.explained != nil { sample.offer(record.index, named: record.id, row: record.id) }
      }
      return Dictionary(sample.rows.map { ($0.row, $0.index) }, uniquingKeysWith: { first, _ in first })
    }
    let shared = samples[0].filter { entry in samples.allSatisfy { $0[entry.key] != nil } }
    return shared.sorted { $0.value < $1.value }.prefix(limit).map { name, _ in samples.compactMap { $0[name] } }
  }

  /// Within each run all pairs, between runs those of one name with the first run's.
  private static func compare(_ items: [ExplainedItem], into likenesses: inout [[Subject]: [Double]]) {
    var maps: [(subject: Subject, top: TopPixels)] = []
    var masks: [(subject: Subject, mask: PixelMask)] = []
    for (run, item) in items.enumerated() {
      maps += item.maps.compactMap { map in
        TopPixels(map.map, share: share).map { (Subject(run: run, key: map.name, isMask: false), $0) }
      }
      masks += item.explanations.compactMap { explanation in
        explanation.mask.map {
          (Subject(run: run, key: "\(explanation.method)-mask", isMask: true), $0.mask.pixels)
        }
      }
    }
    collect(maps.map(\.subject), &likenesses) { maps[$0].top.intersection(with: maps[$1].top) }
    collect(masks.map(\.subject), &likenesses) { MapSimilarity.dice(masks[$0].mask, masks[$1].mask) }
  }

  private static func collect(
    _ subjects: [Subject], _ likenesses: inout [[Subject]: [Double]], likeness: (Int, Int) -> Double?
  ) {
    for (i, a) in subjects.enumerated() {
      for (j, b) in subjects.enumerated() where j > i && (a.run == b.run || (a.run == 0 && a.key == b.key)) {
        if let value = likeness(i, j) { likenesses[[a, b], default: []].append(value) }
      }
    }
  }
}
