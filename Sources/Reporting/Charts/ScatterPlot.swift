/// Pairs of numbers of the same items, with the diagonal where both are equal.
struct ScatterPlot: Chart {
  var title: String
  var horizontal: String
  var vertical: String
  var points: [(x: Double, y: Double, tip: String)]
  var scale: Axis.Scale = .linear

  var drawing: Drawing? {
    let finite = points.filter { $0.x.isFinite && $0.y.isFinite }
    guard !finite.isEmpty else { return nil }
    let all = finite.flatMap { [$0.x, $0.y] }
    let low = all.min() ?? 0
    let isLog = scale == .logarithmic && low > 0
    let axis = Axis(low, all.max() ?? 1, scale: isLog ? .logarithmic : .linear)
    var picture = Drawing(width: 340, height: 344)
    let (left, right, top, bottom) = (54.0, 328.0, 24.0, 298.0)
    func x(_ value: Double) -> Double { left + axis.position(value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - axis.position(value) * (bottom - top) }
    for (tick, text) in axis.labels({ NumberText.short($0) }) {
      picture.line(left, y(tick), right, y(tick), "grid")
      picture.line(x(tick), top, x(tick), bottom, "grid")
      picture.text(left - 6, y(tick) + 4, text, .end)
      picture.text(x(tick), bottom + 16, text, .middle)
    }
    picture.line(left, bottom, right, top, "median")
    for point in finite { picture.circle(x(point.x), y(point.y), 3, "point", tip: point.tip) }
    picture.text((left + right) / 2, bottom + 36, horizontal, .middle, style: "label")
    picture.text(left, top - 10, vertical, .start, style: "label")
    return picture.finished(label: "\(title): \(vertical) over \(horizontal) of \(finite.count) items")
  }
}
