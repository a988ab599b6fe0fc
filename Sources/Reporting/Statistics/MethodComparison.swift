import Saliency
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

  /// The leading subject first, then in the glossary's order.
  var subjects: [String]
  var scores: [String]
  var cells: [String: [String: Cell]]
  /// Does the table rest on every item, or on a sample?
  var isComplete: Bool
  var items: Int
  private let glossary: Glossary

  /// - Parameters:
  ///   - leading: the subject others are tested against.
  ///   - glossary: names and orders maps and scores.
  ///   - bootstrap: draws the intervals.
  init(_ statistics: DatasetStatistics, leading: String?, glossary: Glossary, bootstrap: Bootstrap) {
    self.glossary = glossary
    let rows = statistics.sample.rows.map(\.row)
    isComplete = statistics.sample.isComplete
    items = rows.count
    var columns: [ScoreName: String] = [:]
    for name in statistics.values.keys {
      if let score = ScoreName(name), !glossary.score(score.score).isDetail { columns[score] = name }
    }
    let leading = leading.flatMap { name in columns.keys.contains { $0.subject == name } ? name : nil }
    subjects = Set(columns.keys.map(\.subject)).sorted { a, b in
      if (a == leading) != (b == leading) { return a == leading }
      return (glossary.place(of: a), a) < (glossary.place(of: b), b)
    }
    scores = Set(columns.keys.map(\.score)).sorted {
      (glossary.place(ofScore: $0), $0) < (glossary.place(ofScore: $1), $1)
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

  /// The subject with the best mean of a score; nil when the score has no good direction.
  func best(_ score: String) -> String? {
    let means = subjects.compactMap { subject in cells[subject]?[score].map { (subject, $0.mean.value) } }
    switch glossary.score(score).direction {
    case .higher: return means.max { $0.1 < $1.1 }?.0
    case .lower: return means.min { $0.1 < $1.1 }?.0
    case .neither: return nil
    }
  }
}
