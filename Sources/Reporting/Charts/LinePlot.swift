import Scoring

/// Numbers over steps, a line each with its intervals.
struct LinePlot: Chart {
  var title: String
  var horizontal: String
  var steps: [Int]
  /// One estimate a step; nil where there is none.
  var lines: [(name: String, estimates: [Estimate?])]

  private static let styles = 6

  var drawing: Drawing? {
    let all = lines.flatMap { $0.estimates.compactMap(\.self) }
    guard !all.isEmpty, let last = steps.last, let first = steps.first else { return nil }
    let axis = Axis(min(0, all.map(\.lower).min() ?? 0), max(1, all.map(\.upper).max() ?? 1), count: 4)
    let (left, right, top, bottom) = (44.0, 330.0, 12.0, 200.0)
    var picture = Drawing(width: 350, height: bottom + 44 + 17 * Double(lines.count))
    func x(_ step: Int) -> Double { left + Double(step - first) / Double(max(1, last - first)) * (right - left) }
    func y(_ value: Double) -> Double { bottom - axis.position(value) * (bottom - top) }
    for (tick, text) in axis.labels({ NumberText.short($0) }) {
      picture.line(left, y(tick), right, y(tick), "grid")
      picture.text(left - 6, y(tick) + 4, text, .end)
    }
    for step in steps { picture.text(x(step), bottom + 16, String(step), .middle) }
    picture.text((left + right) / 2, bottom + 34, horizontal, .middle, style: "label")
    for (place, line) in lines.enumerated() {
      let style = "line l\(place % Self.styles)"
      let known = zip(steps, line.estimates).compactMap { step, estimate in estimate.map { (step, $0) } }
      picture.path(known.map { (x($0.0), y($0.1.value)) }, style)
      for (step, estimate) in known {
        picture.line(x(step), y(estimate.lower), x(step), y(estimate.upper), style)
        picture.circle(
          x(step), y(estimate.value), 3, style,
          tip: "\(line.name), \(step): \(NumberText.short(estimate.value)) (\(NumberText.short(estimate.lower)) to "
            + "\(NumberText.short(estimate.upper)))")
      }
      let row = bottom + 52 + 17 * Double(place)
      picture.line(left, row - 4, left + 22, row - 4, style)
      picture.text(left + 30, row, line.name, .start, style: "name")
    }
    return picture.finished(label: "\(title): " + lines.map(\.name).joined(separator: ", "))
  }
}
