import Saliency
import Scoring

/// The table of a paper: every score of every map and mask, with intervals, and paired tests against the leading one
/// and against the best one of each score.
struct MethodComparison: Sendable {
  struct Cell: Sendable {
    var count: Int
    var mean: Estimate
    var median: Estimate
    /// Against the leading subject, on the items both have; nil for the leading one itself.
    var test: PairedTest?
    /// Holm's correction over all tests of the table.
    var adjustedP: Double?
    /// Where it stands among all of the same score; nil where no direction is good, or where nothing competes.
    var standing: Standing?
  }

  /// Beside the subject with the best mean of a score.
  enum Standing: Sendable, Equatable {
    case best
    /// No significant difference from the best one, with p after Holm's correction over all such tests of the table.
    case tied(p: Double)
    case behind(p: Double)

    /// Below it a difference is called significant.
    static let level = 0.05

    var isLeading: Bool { if case .behind = self { false } else { true } }
  }

  /// The leading subject first, then in the glossary's order.
  var subjects: [String]
  var scores: [String]
  var cells: [String: [String: Cell]]
  /// Does the table rest on every item, or on a sample?
  var isComplete: Bool
  var items: Int
  /// The items that it rests on, and the names of their numbers.
  let rows: [ItemRow]
  let columns: [ScoreName: String]
  private let glossary: Glossary

  /// - Parameters:
  ///   - leading: the subject others are tested against.
  ///   - glossary: names and orders maps and scores.
  ///   - bootstrap: draws the intervals.
  init(_ statistics: DatasetStatistics, leading: String?, glossary: Glossary, bootstrap: Bootstrap) {
    self.glossary = glossary
    rows = statistics.sample.rows.map(\.row)
    isComplete = statistics.sample.isComplete
    items = rows.count
    var columns: [ScoreName: String] = [:]
    for name in statistics.values.keys {
      if let score = ScoreName(name), !glossary.score(score.score).isDetail { columns[score] = name }
    }
    self.columns = columns
    let leading = leading.flatMap { name in columns.keys.contains { $0.subject == name } ? name : nil }
    subjects = Set(columns.keys.map(\.subject)).sorted { a, b in
      if (a == leading) != (b == leading) { return a == leading }
      return (glossary.place(of: a), a) < (glossary.place(of: b), b)
    }
    scores = Set(columns.keys.map(\.score)).sorted {
      (glossary.place(ofScore: $0), $0) < (glossary.place(ofScore: $1), $1)
    }
    cells = [:]
    fillCells(leading: leading, bootstrap)
    fillStandings()
  }

  /// What is known of a score.
  func description(_ score: String) -> ScoreDescription { glossary.score(score) }

  /// How people call a subject.
  func name(_ subject: String) -> String { glossary.name(of: subject) }

  /// The subjects that have any of the scores.
  func subjects(having scores: [String]) -> [String] {
    subjects.filter { subject in scores.contains { cells[subject]?[$0] != nil } }
  }

  private mutating func fillCells(leading: String?, _ bootstrap: Bootstrap) {
    var tests: [(subject: String, score: String, p: Double)] = []
    for (name, column) in columns.sorted(by: { $0.value < $1.value }) {
      let values = rows.compactMap { $0.values[column] }
      guard let mean = bootstrap.mean(of: values), let median = bootstrap.median(of: values) else { continue }
      var cell = Cell(count: values.count, mean: mean, median: median)
      if let leading, name.subject != leading {
        cell.test = test(name.score, name.subject, leading, bootstrap)
        if let p = cell.test?.pValue { tests.append((name.subject, name.score, p)) }
      }
      cells[name.subject, default: [:]][name.score] = cell
    }
    for (test, p) in zip(tests, holm(tests.map(\.p))) { cells[test.subject]?[test.score]?.adjustedP = p }
  }

  /// Two subjects on the items that have a score of both.
  func test(_ score: String, _ one: String, _ other: String, _ bootstrap: Bootstrap) -> PairedTest? {
    guard let first = columns[ScoreName(subject: one, score: score)],
      let second = columns[ScoreName(subject: other, score: score)]
    else { return nil }
    let pairs = rows.compactMap { row in row.values[first].flatMap { a in row.values[second].map { (a, $0) } } }
    return PairedTest(pairs, bootstrap: bootstrap)
  }

  private mutating func fillStandings() {
    var tests: [(subject: String, score: String, p: Double)] = []
    for score in scores {
      let competitors = subjects.filter { competes($0, score) }
      guard competitors.count > 1, let best = best(score) else { continue }
      cells[best]?[score]?.standing = .best
      for subject in competitors where subject != best {
        // Only p is wanted: no interval is drawn.
        guard let test = test(score, subject, best, Bootstrap(resamples: 1)) else { continue }
        tests.append((subject, score, test.pValue))
      }
    }
    for (test, p) in zip(tests, holm(tests.map(\.p))) {
      cells[test.subject]?[test.score]?.standing = p < Standing.level ? .behind(p: p) : .tied(p: p)
    }
  }

  /// The subject with the best mean of a score; nil when the score has no good direction.
  func best(_ score: String) -> String? {
    let means = subjects.filter { competes($0, score) }.compactMap { subject in
      cells[subject]?[score].map { (subject, $0.mean.value) }
    }
    switch description(score).direction {
    case .higher: return means.max { $0.1 < $1.1 }?.0
    case .lower: return means.min { $0.1 < $1.1 }?.0
    case .neither: return nil
    }
  }

  /// What an item itself has, such as the best of all boxes, is a bound and no map.
  private func competes(_ subject: String, _ score: String) -> Bool {
    cells[subject]?[score] != nil && !description("\(subject).\(score)").subjects.contains(.item)
  }
}
