import Reproducibility
import Saliency
import Scoring

/// Does the order of the methods depend on what stands for hidden pixels? For a measure that was taken under several
/// fillings, the ranks of the methods under each, and how far these agree.
struct FillStability: Sendable {
  /// The measure's name without a filling.
  var name: String
  var direction: ScoreDescription.Direction
  var fills: [String]
  /// The score of each filling.
  var scores: [String]
  /// What has the measure under every filling.
  var subjects: [String]
  /// Ranks by the mean, 1 the best, of each filling those of the subjects.
  var ranks: [[Double]]
  /// Kendall's W with a percentile bootstrap interval over the items.
  var concordance: Estimate
  /// Items with all numbers.
  var items: Int

  /// So many items at most are drawn from for the interval: it costs as many sums as there are items, methods and
  /// fillings.
  private static let itemLimit = 1000

  /// All measures that were taken under at least two fillings of at least two subjects.
  static func all(_ comparison: MethodComparison, bootstrap: Bootstrap) -> [FillStability] {
    var measures: [String] = []
    var byMeasure: [String: [(fill: String, score: String)]] = [:]
    for score in comparison.scores {
      let description = comparison.description(score)
      guard let fill = description.fill, case let measure = description.measure else { continue }
      if byMeasure[measure] == nil { measures.append(measure) }
      byMeasure[measure, default: []].append((fill, score))
    }
    return measures.compactMap { FillStability(comparison, byMeasure[$0] ?? [], bootstrap) }
  }

  private init?(_ comparison: MethodComparison, _ filled: [(fill: String, score: String)], _ bootstrap: Bootstrap) {
    guard filled.count > 1, let first = filled.first else { return nil }
    let description = comparison.description(first.score)
    guard description.direction != .neither else { return nil }
    name = description.nameWithoutFill
    direction = description.direction
    fills = filled.map(\.fill)
    scores = filled.map(\.score)
    let subjects = comparison.subjects.filter { subject in
      filled.allSatisfy { comparison.cells[subject]?[$0.score]?.standing != nil }
    }
    guard subjects.count > 1 else { return nil }
    self.subjects = subjects
    let columns = filled.map { fill in
      subjects.compactMap { comparison.columns[ScoreName(subject: $0, score: fill.score)] }
    }
    let rows = comparison.rows.compactMap { row -> [[Double]]? in
      let values = columns.map { $0.compactMap { row.values[$0] } }
      return zip(values, columns).allSatisfy { $0.count == $1.count } ? values : nil
    }
    items = rows.count
    let sign: Double = direction == .higher ? -1 : 1
    guard let ratings = Self.ratings(rows, sign), let w = kendallsW(ratings) else { return nil }
    let drawn = Array(rows.prefix(Self.itemLimit))
    let spread = bootstrap.estimate(drawn.indices.map(Double.init)) { sample in
      Self.ratings(sample.lazy.map { drawn[Int($0)] }, sign).flatMap { kendallsW($0) } ?? 0
    }
    concordance = Estimate(value: w, lower: spread?.lower ?? w, upper: spread?.upper ?? w)
    ranks = ratings.map { meanRanks($0) }
  }

  /// Of each filling the sums of the subjects, turned so that small is good; nil without items.
  private static func ratings(_ items: some Sequence<[[Double]]>, _ sign: Double) -> [[Double]]? {
    var sums: [[Double]]?
    for item in items {
      guard var next = sums.take() else {
        sums = item.map { $0.map { sign * $0 } }
        continue
      }
      for fill in next.indices {
        for subject in next[fill].indices { next[fill][subject] += sign * item[fill][subject] }
      }
      sums = next
    }
    return sums
  }
}
