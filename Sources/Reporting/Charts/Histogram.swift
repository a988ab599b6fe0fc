import Foundation
import Scoring

/// Counts of a number's values in bins, for one group or several drawn over each other.
struct Histogram: Chart {
  var title: String
  /// What the horizontal axis measures, with its unit.
  var axisLabel: String
  var series: [(name: String, values: Distribution)]
  var scale: Axis.Scale = .linear
  /// Nil: as many as the number of values bears.
  var bins: Int?
  /// The ends of the axis; nil: those of the values.
  var range: ClosedRange<Double>?
  /// How a value is written.
  var format: (Double) -> String = { NumberText.short($0) }
  /// How the median is written; nil: as the ticks.
  var written: ((Double) -> String)?
  /// Draw shares of each group instead of counts: groups of different sizes compare.
  var asShares = false

  /// Nil when there is nothing to draw.
  var drawing: Drawing? {
    let filled = series.filter { $0.values.count > 0 }
    guard !filled.isEmpty else { return nil }
    let isWhole = range == nil && filled.allSatisfy(\.values.isWhole)
    let axis = axis(filled.map(\.values), isWhole: isWhole)
    let edges = edges(on: axis, filled.map(\.values))
    let counts = filled.map { entry in
      let counts = entry.values.histogram(edges: edges).map(Double.init)
      return asShares ? counts.map { $0 / Double(entry.values.count) } : counts
    }
    let frame = Frame(
      horizontal: axis, vertical: Axis(0, max(counts.joined().max() ?? 1, asShares ? 0.01 : 1), count: 4))

    var picture = Drawing(width: 360, height: 240)
    drawGrid(frame, in: &picture)
    for (group, entry) in filled.enumerated() {
      if filled.count == 1 {
        drawBars(counts[group], edges, frame, in: &picture)
      } else {
        drawSteps(counts[group], edges, frame, group: group, in: &picture)
        drawKey(group, "\(entry.name) (\(NumberText.count(entry.values.count)))", tip: entry.name, in: &picture)
      }
      if let median = entry.values.median {
        draw(median: median, frame, of: filled.count > 1 ? group : nil, in: &picture)
      }
    }
    drawAxis(frame, isWhole: isWhole, in: &picture)
    let medians = filled.map { "\($0.name): median \(format($0.values.median ?? 0)) of \($0.values.count)" }
    return picture.finished(label: "\(title). \(medians.joined(separator: "; "))")
  }

  /// Where the plot lies in the drawing: above it there is room for what is said of it, since a bar would make the
  /// words unreadable.
  private struct Frame {
    let left = 44.0
    let right = 346.0
    let top = 24.0
    let bottom = 194.0
    var horizontal: Axis
    var vertical: Axis

    func x(_ value: Double) -> Double { left + horizontal.position(value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - vertical.position(value) * (bottom - top) }
  }

  private func axis(_ groups: [Distribution], isWhole: Bool) -> Axis {
    let low = groups.map(\.minimum).min() ?? 0
    let high = groups.map(\.maximum).max() ?? 1
    let isLog = scale == .logarithmic && low > 0
    // A count cannot be negative and a share hardly starts far from zero: begin there when the values are near.
    let start = !isLog && low > 0 && (low < 0.5 * high || low == high) ? 0 : low
    // Bars of whole numbers stand around their number, so they need half a step on both sides.
    return Axis(
      range?.lowerBound ?? (isWhole ? min(start, low - 0.5) : start),
      range?.upperBound ?? (isWhole ? high + 0.5 : high),
      scale: isLog ? .logarithmic : .linear)
  }

  private func drawGrid(_ frame: Frame, in picture: inout Drawing) {
    for tick in frame.vertical.ticks where asShares || tick == tick.rounded() {
      picture.line(frame.left, frame.y(tick), frame.right, frame.y(tick), "grid")
      picture.text(
        frame.left - 6, frame.y(tick) + 4, asShares ? NumberText.percentTick(tick) : NumberText.short(tick), .end)
    }
  }

  /// The bars of a single group; each tells its numbers when pointed at.
  private func drawBars(_ counts: [Double], _ edges: [Double], _ frame: Frame, in picture: inout Drawing) {
    for (bin, count) in counts.enumerated() where count > 0 {
      picture.rectangle(
        frame.x(edges[bin]) + 0.5, frame.y(count), frame.x(edges[bin + 1]) - frame.x(edges[bin]) - 1,
        frame.bottom - frame.y(count), "bar",
        tip: "\(binName(edges[bin], edges[bin + 1])): \(NumberText.short(count))")
    }
  }

  /// The outline of one of several groups, so that they can lie over each other.
  private func drawSteps(_ counts: [Double], _ edges: [Double], _ frame: Frame, group: Int, in picture: inout Drawing) {
    var points = [(frame.x(edges[0]), frame.bottom)]
    for (bin, count) in counts.enumerated() {
      points += [(frame.x(edges[bin]), frame.y(count)), (frame.x(edges[bin + 1]), frame.y(count))]
    }
    picture.path(points + [(frame.x(edges[counts.count]), frame.bottom)], "step s\(group)")
  }

  private func drawKey(_ group: Int, _ text: String, tip: String, in picture: inout Drawing) {
    let x = 54 + Double(group) * 130
    picture.rectangle(x, 6, 10, 10, "key s\(group)", tip: tip)
    picture.text(x + 15, 15, text)
  }

  /// A line at the median; for a single group with its value above.
  private func draw(median: Double, _ frame: Frame, of group: Int?, in picture: inout Drawing) {
    let x = frame.x(median)
    picture.line(x, frame.top - 4, x, frame.bottom, group.map { "median s\($0)" } ?? "median")
    guard group == nil else { return }
    let place = frame.horizontal.position(median)
    picture.text(
      x, frame.top - 9, "median \((written ?? format)(median))",
      place > 0.8 ? .end : place < 0.2 ? .start : .middle, style: "note")
  }

  private func drawAxis(_ frame: Frame, isWhole: Bool, in picture: inout Drawing) {
    picture.line(frame.left, frame.bottom, frame.right, frame.bottom, "axis")
    for (tick, text) in frame.horizontal.labels(format) where !isWhole || abs(tick - tick.rounded()) < 1e-9 {
      picture.line(frame.x(tick), frame.bottom, frame.x(tick), frame.bottom + 4, "axis")
      picture.text(frame.x(tick), frame.bottom + 17, isWhole ? format(tick) : text, .middle)
    }
    picture.text((frame.left + frame.right) / 2, frame.bottom + 38, axisLabel, .middle, style: "label")
  }

  /// A bin around one whole number is called by it.
  private func binName(_ from: Double, _ to: Double) -> String {
    to - from == 1 && from != from.rounded() ? format(from + 0.5) : "\(format(from)) to \(format(to))"
  }

  /// One bin a number where there are few whole numbers, else equal bins, as many as the smaller group bears.
  private func edges(on axis: Axis, _ groups: [Distribution]) -> [Double] {
    let low = groups.map(\.minimum).min() ?? 0
    let high = groups.map(\.maximum).max() ?? 0
    if bins == nil, range == nil, axis.scale == .linear, groups.allSatisfy(\.isWhole), high - low < 40 {
      return stride(from: low - 0.5, through: high + 0.5, by: 1).map { $0 }
    }
    let smallest = groups.map(\.count).min() ?? 0
    return axis.edges(bins ?? min(40, max(12, Int(3 * cbrt(Double(smallest))))))
  }
}
