import Saliency
import Scoring
import Storing

/// Everything a report says about a data set, in memory that does not grow with it, merged exactly: whatever ranks the
/// items are split over, the merged state is the same.
///
/// Sums are exact, quantiles come from exact counts in buckets, mean masks and maps are integer sums, and charts, intervals, tests
/// and outliers come from a sample that does not depend on order and holds every item up to its capacity.
public struct DatasetStatistics: Sendable {
  var failures: [String: FailureCount] = [:]
  var overall = GroupStatistics(side: overallSide)
  var right = GroupStatistics(side: classSide)
  var wrong = GroupStatistics(side: classSide)
  var classes: [Int: GroupStatistics] = [:]
  /// Explained items by the leading explanation's status.
  var statuses: [String: Int] = [:]
  /// How often each method's explanations have each status.
  var methodStatuses: [String: [String: Int]] = [:]
  /// Every number of the records by name.
  var values: [String: Distribution] = [:]
  var sample: ItemSample<ItemRow>
  /// Sobol indices of regions.
  var regions = RegionStatistics()
  /// Words of the masks, where the items are sentences.
  var words = WordStatistics()
  private(set) var sentenceCount = 0
  /// What the model answered, and how sure it was of it where that is what was explained.
  private(set) var answers = AnswerStatistics()
  private(set) var topProbability = Distribution()
  private let regionMethods: Set<String>

  static let overallSide = 64
  static let classSide = 24

  struct FailureCount: Sendable, Equatable {
    var count = 0
    /// The first few, by index.
    var examples: [Example] = []

    struct Example: Sendable, Equatable {
      var index: Int
      var id: String
      var message: String
    }

    mutating func add(_ new: [Example]) {
      examples = Array((examples + new).sorted { $0.index < $1.index }.prefix(5))
    }
  }

  /// - Parameter glossary: says which methods' records hold indices of regions.
  public init(sampleCapacity: Int = 5000, glossary: Glossary = Glossary()) {
    sample = ItemSample(capacity: sampleCapacity)
    regionMethods = Set(glossary.methods(filling: .regions).map(\.key))
  }

  /// Items seen, failed ones included.
  public var itemCount: Int { overall.count + failureCount }
  /// Whether the items are sentences rather than images.
  var isAboutSentences: Bool { sentenceCount > 0 }
  public var failureCount: Int { failures.values.reduce(0) { $0 + $1.count } }

  public mutating func add(_ record: ItemRecord) {
    if let failure = record.failure {
      failures[failure.kind, default: FailureCount()].count += 1
      failures[failure.kind]?.add([.init(index: record.index, id: record.id, message: failure.message)])
    }
    guard let explained = record.explained, let row = ItemRow(record, gridSide: Self.classSide) else { return }
    // The same place in different sentences means nothing.
    let image = explained.sentence == nil ? explained : nil
    let maps = image?.leadingMap?.map.cells(side: Self.classSide)
    overall.add(
      row, masks: image?.mask?.cells(side: Self.overallSide),
      maps: image?.leadingMap?.map.cells(side: Self.overallSide))
    classes[row.group, default: GroupStatistics(side: Self.classSide)].add(row, masks: row.mask, maps: maps)
    switch row.isCorrect {
    case true?: right.add(row, masks: row.mask, maps: maps)
    case false?: wrong.add(row, masks: row.mask, maps: maps)
    case nil: break
    }
    for explanation in explained.explanations where regionMethods.contains(explanation.method) {
      regions.add(explanation, group: row.group)
    }
    words.add(explained)
    if explained.sentence != nil { sentenceCount += 1 }
    answers.add(predicted: row.predicted, label: row.label)
    if row.target == row.predicted { topProbability.add(row.probability) }
    statuses[row.status ?? "explained", default: 0] += 1
    for explanation in explained.explanations {
      guard let status = explanation.status else { continue }
      methodStatuses[explanation.method, default: [:]][status, default: 0] += 1
    }
    for (name, value) in row.values { values[name, default: Distribution()].add(value) }
    sample.offer(record.index, row: row)
  }

  public mutating func merge(_ other: DatasetStatistics) {
    for (kind, failure) in other.failures {
      failures[kind, default: FailureCount()].count += failure.count
      failures[kind]?.add(failure.examples)
    }
    overall.merge(other.overall)
    right.merge(other.right)
    wrong.merge(other.wrong)
    for (group, statistics) in other.classes {
      classes[group, default: GroupStatistics(side: Self.classSide)].merge(statistics)
    }
    regions.merge(other.regions)
    words.merge(other.words)
    sentenceCount += other.sentenceCount
    answers.merge(other.answers)
    topProbability.merge(other.topProbability)
    statuses.merge(other.statuses, uniquingKeysWith: +)
    methodStatuses.merge(other.methodStatuses) { $0.merging($1, uniquingKeysWith: +) }
    for (name, distribution) in other.values { values[name, default: Distribution()].merge(distribution) }
    sample.merge(other.sample)
  }
}
