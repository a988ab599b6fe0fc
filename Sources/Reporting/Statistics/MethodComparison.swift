import Scoring

/// The table of a paper: every score of every map and mask, with intervals, and paired tests against the leading one.
struct MethodComparison: Sendable {
  struct Cell: Sendable {
    var count: Int
    var mean: Estimate
    var median: Estimate
    /// Against the leading subject, on the items both have; nil for the leading one itself.
    var test: PairedTest?
    /// Holm's correction over all tests of the table.
    var adjustedP: Double?
  }

  /// In the job's order as far as known: the leading subject first, then by name.
  var subjects: [String]
  var scores: [String]
  var cells: [String: [String: Cell]]
  /// Does the table rest on every item, or on a sample?
  var isComplete: Bool
  var items: Int

  /// - Parameters:
  ///   - leading: the subject others are tested against.
  ///   - bootstrap: draws the intervals.
  init(_ statistics: DatasetStatistics, leading: String?, bootstrap: Bootstrap) {
    let rows = statistics.sample.rows.map(\.row)
    isComplete = statistics.sample.isComplete
    items = rows.count
    var columns: [ScoreName: String] = [:]
    for name in statistics.values.keys {
      if let score = ScoreName(name), !ScoreDescription.coordinates.contains(score.score) { columns[score] = name }
    }
    let leading = leading.flatMap { name in columns.keys.contains { $0.subject == name } ? name : nil }
    subjects = Set(columns.keys.map(\.subject)).sorted { a, b in
      if (a == leading) != (b == leading) { return a == leading }
      return (MethodComparison.rank(a), a) < (MethodComparison.rank(b), b)
    }
    scores = Set(columns.keys.map(\.score)).sorted {
      (ScoreDescription.rank($0), $0) < (ScoreDescription.rank($1), $1)
    }
    cells = [:]
    var tests: [(subject: String, score: String, p: Double)] = []
    for (name, column) in columns.sorted(by: { $0.value < $1.value }) {
      let values = rows.compactMap { $0.values[column] }
      guard let mean = bootstrap.mean(of: values), let median = bootstrap.median(of: values) else { continue }
      var cell = Cell(count: values.count, mean: mean, median: median)
      if let leading, name.subject != leading, let reference = columns[ScoreName("\(leading).\(name.score)")!] {
        let pairs = rows.compactMap { row in
          row.values[column].flatMap { other in row.values[reference].map { (other, $0) } }
        }
        cell.test = PairedTest(pairs, bootstrap: bootstrap)
        if let p = cell.test?.pValue { tests.append((name.subject, name.score, p)) }
      }
      cells[name.subject, default: [:]][name.score] = cell
    }
    for (test, p) in zip(tests, holm(tests.map(\.p))) { cells[test.subject]?[test.score]?.adjustedP = p }
  }

  /// The usual order of methods: masks, gradients, perturbation, baselines.
  private static func rank(_ subject: String) -> Int {
    let order = [
      "smug", "smug-mask", "whole-network-mask", "smug-base", "black-box", "sobol", "ig", "gradient-input",
      "smoothgrad", "grad-cam", "occlusion",
    ]
    if subject == "random" { return 900 }
    if subject == "centre-box" { return 901 }
    if subject == "any-box" { return 902 }
    return order.firstIndex(of: subject) ?? 100
  }

  /// The subject with the best mean of a score; nil when the score has no good direction.
  func best(_ score: String) -> String? {
    let means = subjects.compactMap { subject in cells[subject]?[score].map { (subject, $0.mean.value) } }
    switch ScoreDescription.of(score).direction {
    case .higher: return means.max { $0.1 < $1.1 }?.0
    case .lower: return means.min { $0.1 < $1.1 }?.0
    case .neither: return nil
    }
  }
}
