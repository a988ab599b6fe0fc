import Scoring

/// The method table once more for parts of the items: does what holds for all hold for wrong predictions, and for
/// unsure ones?
struct MethodSplits: Sendable {
  var groups: [ItemGroup]
  /// Of each group the means by subject and score; nil where fewer than two items have the score.
  private var means: [[ScoreName: Cell]]

  struct Cell: Sendable {
    var count: Int
    var mean: Estimate
  }

  init(_ comparison: MethodComparison, bootstrap: Bootstrap) {
    groups = ItemGroup.groups(of: comparison.rows)
    means = groups.map { group in
      comparison.columns.compactMapValues { column in
        let values = group.rows.compactMap { $0.values[column] }
        guard values.count > 1 else { return nil }
        return bootstrap.mean(of: values).map { Cell(count: values.count, mean: $0) }
      }
    }
  }

  func cell(_ group: Int, _ subject: String, _ score: String) -> Cell? {
    means[group][ScoreName(subject: subject, score: score)]
  }
}
