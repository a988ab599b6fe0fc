import Scoring

/// Numbers with their intervals, a row each: methods side by side on one measure.
struct IntervalPlot: Chart {
  var title: String
  var rows: [(name: String, estimate: Estimate, isLeading: Bool)]
  var format: (Double) -> String = { NumberText.short($0) }

  var drawing: Drawing? {
    guard !rows.isEmpty else { return nil }
    let low = rows.map(\.estimate.lower).min() ?? 0
    let high = rows.map(\.estimate.upper).max() ?? 1
    let axis = Axis(low, high, count: 4)
    let rowHeight = 22.0
    let (left, right, top) = (118.0, 320.0, 6.0)
    let bottom = top + rowHeight * Double(rows.count)
    var picture = Drawing(width: 350, height: bottom + 24)
    func x(_ value: Double) -> Double { left + axis.position(value) * (right - left) }
    for (tick, text) in axis.labels(format) {
      picture.line(x(tick), top, x(tick), bottom, "grid")
      picture.text(x(tick), bottom + 15, text, .middle)
    }
    for (i, row) in rows.enumerated() {
      let y = top + (Double(i) + 0.5) * rowHeight
      let style = row.isLeading ? "s0" : "s1"
      picture.text(left - 8, y + 4, String(row.name.prefix(18)), .end, style: row.isLeading ? "name lead" : "name")
      picture.line(x(row.estimate.lower), y, x(row.estimate.upper), y, "interval \(style)")
      picture.circle(
        x(row.estimate.value), y, 4.5, "dot \(style)",
        tip: "\(row.name): \(format(row.estimate.value)) "
          + "(\(format(row.estimate.lower)) to \(format(row.estimate.upper)))")
    }
    let spoken = rows.map { "\($0.name) \(format($0.estimate.value))" }.joined(separator: ", ")
    return picture.finished(label: "\(title): \(spoken)")
  }
}
