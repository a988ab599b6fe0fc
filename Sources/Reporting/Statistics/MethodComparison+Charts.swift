import Scoring

extension MethodComparison {
  /// The subjects side by side on one score; nil where it compares nothing: a score of one subject alone.
  func plot(of score: String) -> IntervalPlot? {
    let rows = subjects.compactMap { subject in
      cells[subject]?[score].map { (name(subject), $0.mean, subject == subjects.first) }
    }
    return rows.count > 1 ? IntervalPlot(title: description(score).name, rows: rows) : nil
  }
}

extension MethodComparison {
  func plot(of curves: AreaCurves) -> AreaPlot {
    AreaPlot(title: "Probability over the share shown (\(curves.fill))", curves: curves, name: name)
  }
}
