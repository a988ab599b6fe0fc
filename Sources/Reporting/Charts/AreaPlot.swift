import Foundation
import Scoring

/// Probability over the share of the input that is shown, a line each for maps and a square for masks; the shares on a
/// logarithmic axis.
struct AreaPlot: Chart {
  var title: String
  var curves: AreaCurves
  /// How people call a subject.
  var name: (String) -> String

  private struct Frame {
    let left = 48.0
    let right = 456.0
    let top = 12.0
    let bottom = 262.0
    var shares: ClosedRange<Double>
    var vertical: Axis

    func x(_ share: Double) -> Double {
      let place = log(share / shares.lowerBound) / log(shares.upperBound / shares.lowerBound)
      return left + min(max(place, 0), 1) * (right - left)
    }
    func y(_ value: Double) -> Double { bottom - vertical.position(value) * (bottom - top) }
  }

  private static let colours = 8
  private static let dashes = 3
  private static let legendColumns = 3
  private static let width = 470.0

  var drawing: Drawing? {
    let shares = curves.curves.flatMap { $0.points.map(\.share) } + curves.masks.map(\.share.value).filter { $0 > 0 }
    guard let low = shares.min(), let high = shares.max(), low > 0 else { return nil }
    let tops = curves.curves.flatMap { $0.points.map(\.probability.value) } + curves.masks.map(\.probability.upper)
    let frame = Frame(
      shares: low / 1.15...max(high, low * 2) * 1.15, vertical: Axis(0, max(tops.max() ?? 1, 0.01), count: 5))
    let entries = curves.curves.count + curves.masks.count
    let lines = (entries + Self.legendColumns - 1) / Self.legendColumns
    var picture = Drawing(width: Self.width, height: frame.bottom + 50 + 18 * Double(lines))
    drawAxes(frame, in: &picture)
    for (place, curve) in curves.curves.enumerated() { draw(curve, style: Self.line(place), frame, in: &picture) }
    for (place, mask) in curves.masks.enumerated() { draw(mask, style: Self.mark(place), frame, in: &picture) }
    for place in 0..<entries { drawKey(place, top: frame.bottom + 58, in: &picture) }
    return picture.finished(label: "\(title): " + curves.curves.map { name($0.subject) }.joined(separator: ", "))
  }

  /// Eight colours; beyond them the lines are dashed.
  private static func line(_ place: Int) -> String {
    let dash = place / colours % dashes
    return "line l\(place % colours)" + (dash > 0 ? " d\(dash)" : "")
  }

  private static func mark(_ place: Int) -> String { "mark l\(place % colours)" }

  private func drawAxes(_ frame: Frame, in picture: inout Drawing) {
    for (tick, text) in frame.vertical.labels({ NumberText.short($0) }) {
      picture.line(frame.left, frame.y(tick), frame.right, frame.y(tick), "grid")
      picture.text(frame.left - 6, frame.y(tick) + 4, text, .end)
    }
    picture.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    for share in [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] where frame.shares.contains(share) {
      picture.line(frame.x(share), frame.bottom, frame.x(share), frame.bottom + 4, "axis")
      picture.text(frame.x(share), frame.bottom + 17, NumberText.percentTick(share), .middle)
    }
    picture.text(
      (frame.left + frame.right) / 2, frame.bottom + 36, "share of the input shown, the rest \(curves.fill)", .middle,
      style: "label")
  }

  private func draw(_ curve: AreaCurves.Curve, style: String, _ frame: Frame, in picture: inout Drawing) {
    picture.path(curve.points.map { (frame.x($0.share), frame.y($0.probability.value)) }, style)
    for point in curve.points {
      picture.circle(
        frame.x(point.share), frame.y(point.probability.value), 2.6, style,
        tip: "\(name(curve.subject)), \(NumberText.percentTick(point.share)): \(Self.written(point.probability))")
    }
  }

  private func draw(_ mask: AreaCurves.MaskPoint, style: String, _ frame: Frame, in picture: inout Drawing) {
    let (x, y) = (frame.x(mask.share.value), frame.y(mask.probability.value))
    picture.line(x, frame.y(mask.probability.lower), x, frame.y(mask.probability.upper), style)
    picture.line(frame.x(max(mask.share.lower, frame.shares.lowerBound)), y, frame.x(mask.share.upper), y, style)
    picture.rectangle(
      x - 4.5, y - 4.5, 9, 9, style,
      tip:
        "\(name(mask.subject)), \(NumberText.percent(mask.share.value)) on average: \(Self.written(mask.probability))")
  }

  private static func written(_ estimate: Estimate) -> String {
    "\(NumberText.short(estimate.value)) (\(NumberText.short(estimate.lower)) to \(NumberText.short(estimate.upper)))"
  }

  private func drawKey(_ place: Int, top: Double, in picture: inout Drawing) {
    let x = 12 + Double(place % Self.legendColumns) * (Self.width - 12) / Double(Self.legendColumns)
    let y = top + 18 * Double(place / Self.legendColumns)
    if place < curves.curves.count {
      picture.line(x, y - 4, x + 22, y - 4, Self.line(place))
    } else {
      picture.rectangle(x + 6.5, y - 8.5, 9, 9, Self.mark(place - curves.curves.count), tip: "")
    }
    let subject =
      place < curves.curves.count ? curves.curves[place].subject : curves.masks[place - curves.curves.count].subject
    picture.text(x + 28, y, String(name(subject).prefix(20)), .start, style: "name")
  }
}
