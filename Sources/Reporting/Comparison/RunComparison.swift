import Saliency
import Scoring
import Storing

/// The same items under several models, methods or settings, aligned by the items' names.
///
/// The first run is the reference: every other is compared with it. Rests on all items in common up to the sample's
/// capacity, and on a uniform sample of them beyond; every run contributes the same items to it.
public struct RunComparison: Sendable {
  /// One number of all runs: mean with interval in each, and the paired difference from the reference.
  public struct Measure: Sendable {
    /// `probability`, `area`, `smug.pointing`, ...
    public var name: String
    public var means: [Estimate?]
    /// Against the reference; nil for the reference itself and where the runs share no such number.
    public var tests: [PairedTest?]
    /// Holm's correction over all tests of the comparison.
    public var adjustedP: [Double?]
  }

  /// How far two runs agree, over the items both explain.
  public struct Agreement: Sendable {
    public var items: Int
    /// Items with the same predicted class.
    public var samePrediction: Int
    /// Intersection over union of the masks, where both are over images of equal size.
    public var maskIoU: Distribution
    /// Items whose masks agree least: name, and overlap.
    public var leastAlike: [(id: String, overlap: Double)]
  }

  public var names: [String]
  /// Items that every run explains.
  public var common: Int
  /// Items of each run that not every run explains (in the sample).
  public var leftOver: [Int]
  public var isComplete: Bool
  public var measures: [Measure]
  /// Reference against each other run.
  public var agreements: [Agreement]
  var rows: [[ComparedItem]]
  let glossary: Glossary

  /// - Parameters:
  ///   - runs: at least two, named for people.
  ///   - glossary: names and orders their maps and scores.
  /// - Throws: `ReportingError.nothingInCommon`.
  public init(
    _ runs: [(name: String, source: any ItemSource)], glossary: Glossary = Glossary(), capacity: Int = 5000,
    bootstrap: Bootstrap = Bootstrap(resamples: 1000)
  ) throws {
    precondition(runs.count > 1)
    names = runs.map(\.name)
    self.glossary = glossary
    var samples: [ItemSample<ComparedItem>] = []
    for run in runs {
      var sample = ItemSample<ComparedItem>(capacity: capacity)
      try run.source.forEachItemWithoutMaps { record in
        guard let explained = record.explained else { return }
        sample.offer(record.index, named: record.id, row: ComparedItem(record, explained, glossary))
      }
      samples.append(sample)
    }
    isComplete = samples.allSatisfy(\.isComplete)
    let byName = samples.map { sample in
      Dictionary(sample.rows.map { ($0.row.id, $0.row) }, uniquingKeysWith: { first, _ in first })
    }
    let shared = samples[0].rows.map(\.row.id).filter { id in byName.allSatisfy { $0[id] != nil } }
    guard !shared.isEmpty else { throw ReportingError.nothingInCommon(names) }
    common = shared.count
    leftOver = samples.map { $0.rows.count - shared.count }
    rows = byName.map { run in shared.compactMap { run[$0] } }
    measures = Self.measures(rows, glossary, bootstrap)
    agreements = rows.dropFirst().map { [reference = rows[0]] in Self.agreement(reference, $0) }
  }

  private static func measures(
    _ rows: [[ComparedItem]], _ glossary: Glossary, _ bootstrap: Bootstrap
  ) -> [Measure] {
    let seen = Set(rows.joined().flatMap(\.values.keys))
    // How sure an item's number is, is no measure of the model.
    let names = seen.filter { !($0.hasSuffix("-error") && seen.contains(String($0.dropLast(6)))) }
      .sorted { (ComparedItem.rank($0, glossary), $0) < (ComparedItem.rank($1, glossary), $1) }
    var measures: [Measure] = []
    for name in names {
      let values = rows.map { run in run.map { $0.values[name] } }
      let means = values.map { bootstrap.mean(of: $0.compactMap(\.self)) }
      // A number that only one run has compares nothing.
      guard means.count(where: { $0 != nil }) > 1 else { continue }
      let tests = values.indices.map { run -> PairedTest? in
        guard run > 0 else { return nil }
        let pairs = zip(values[run], values[0]).compactMap { other, reference in
          other.flatMap { other in reference.map { (other, $0) } }
        }
        return PairedTest(pairs, bootstrap: bootstrap)
      }
      measures.append(Measure(name: name, means: means, tests: tests, adjustedP: []))
    }
    let places = measures.indices.flatMap { m in measures[m].tests.indices.map { (m, $0) } }
      .filter { measures[$0.0].tests[$0.1] != nil }
    let adjusted = holm(places.compactMap { measures[$0.0].tests[$0.1]?.pValue })
    for m in measures.indices { measures[m].adjustedP = measures[m].tests.map { _ in nil } }
    for (place, p) in zip(places, adjusted) { measures[place.0].adjustedP[place.1] = p }
    return measures
  }

  private static func agreement(_ reference: [ComparedItem], _ other: [ComparedItem]) -> Agreement {
    var overlaps = Distribution()
    var each: [(id: String, overlap: Double)] = []
    var same = 0
    for (a, b) in zip(reference, other) {
      if a.predicted == b.predicted { same += 1 }
      guard let overlap = a.overlap(with: b) else { continue }
      overlaps.add(overlap)
      each.append((a.id, overlap))
    }
    let least = each.filter { $0.overlap < 1 }.sorted { ($0.overlap, $0.id) < ($1.overlap, $1.id) }.prefix(10)
    return Agreement(items: reference.count, samePrediction: same, maskIoU: overlaps, leastAlike: Array(least))
  }
}

/// What a comparison keeps of one item of one run.
struct ComparedItem: Sendable {
  var id: String
  var predicted: Int
  var isCorrect: Bool?
  var mask: WindowMask?
  var values: [String: Double]

  init(_ record: ItemRecord, _ explained: ExplainedItem, _ glossary: Glossary) {
    id = record.id
    predicted = explained.predicted
    isCorrect = record.isCorrect
    mask = explained.mask
    values = ["probability": explained.probability]
    values["correct"] = record.isCorrect.map { $0 ? 1 : 0 }
    values["area"] = explained.keptShare
    if let mask {
      values["pieces"] = Double(MaskShape(mask).components)
      values["windows"] = Double(mask.bits.count { $0 })
    }
    if let leading = explained.leading, leading.status != nil {
      values["proven"] = leading.proof == .feasible || leading.proof == .empty ? 0 : 1
    }
    for stage in record.provenance.stages { values["seconds.\(stage.name)"] = stage.seconds }
    // Runs of different methods share no names: the leading explanation also goes by common ones.
    let leading = explained.leading?.mask?.name ?? explained.leading?.method
    for explanation in explained.tabulated {
      for value in explanation.values where value.value.isFinite {
        let column = ScoreName.column(method: explanation.method, value: value.name)
        if let score = ScoreName(column), glossary.score(score.score).isDetail { continue }
        values[column] = value.value
        guard explanation.method == explained.leading?.method else { continue }
        if value.name.hasPrefix("mask.") {
          values["leading \(value.name)"] = value.value
        } else if let score = ScoreName(value.name), score.subject == leading {
          values["leading map.\(score.score)"] = value.value
        }
      }
    }
  }

  func overlap(with other: ComparedItem) -> Double? {
    guard let a = mask, let b = other.mask, a.grid.height == b.grid.height, a.grid.width == b.grid.width
    else { return nil }
    // Equal windows need no pixels.
    if a.grid == b.grid, a.grid.height % a.grid.window == 0, a.grid.width % a.grid.window == 0 {
      return intersectionOverUnion(
        PixelMask(height: a.grid.rows, width: a.grid.columns, bits: a.bits),
        PixelMask(height: b.grid.rows, width: b.grid.columns, bits: b.bits))
    }
    return intersectionOverUnion(a.pixels, b.pixels)
  }

  /// Numbers of every item, whatever explains it, as records of a comparison name them and as people do.
  static let plain: [(key: String, name: String)] = [
    ("correct", "Right predictions"), ("probability", "Probability"), ("area", "Kept area"),
    ("windows", "Kept windows"), ("pieces", "Pieces of a mask"), ("proven", "Proven minimal"),
  ]

  /// The order of a comparison's table: what everybody asks first.
  static func rank(_ name: String, _ glossary: Glossary) -> Int {
    if let place = plain.firstIndex(where: { $0.key == name }) { return place }
    let score = ScoreName(name).map { glossary.place(ofScore: $0.score) }
    if name.hasPrefix("leading ") { return 10 + (score ?? 0) }
    if let score { return 1000 + score }
    return name.hasPrefix("seconds.") ? 3000 : 2000
  }
}
