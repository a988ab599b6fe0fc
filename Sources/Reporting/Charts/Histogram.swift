import Foundation
import Scoring

/// Counts of a number's values in bins, for one group or several drawn over each other.
struct Histogram {
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
  var svg: String? {
    let filled = series.filter { $0.values.count > 0 }
    guard !filled.isEmpty else { return nil }
    let low = filled.map(\.values.minimum).min() ?? 0
    let high = filled.map(\.values.maximum).max() ?? 1
    let isLog = scale == .logarithmic && low > 0
    // A count cannot be negative and a share hardly starts far from zero: begin there when the values are near.
    let start = !isLog && low > 0 && (low < 0.5 * high || low == high) ? 0 : low
    // Bars of whole numbers stand around their number, so they need half a step on both sides.
    let isWhole = range == nil && filled.allSatisfy(\.values.isWhole)
    let axis = Axis(
      range?.lowerBound ?? (isWhole ? min(start, low - 0.5) : start),
      range?.upperBound ?? (isWhole ? high + 0.5 : high),
      scale: isLog ? .logarithmic : .linear)
    let edges = edges(on: axis, filled.map(\.values))
    let bins = edges.count - 1
    let counts = filled.map { entry in
      let counts = entry.values.histogram(edges: edges).map(Double.init)
      return asShares ? counts.map { $0 / Double(entry.values.count) } : counts
    }
    let vertical = Axis(0, max(counts.joined().max() ?? 1, asShares ? 0.01 : 1), count: 4)

    var svg = SVG(width: 360, height: 240)
    // Above the plot there is room for what is said of it: a bar would make the words unreadable.
    let (left, right, top, bottom) = (44.0, 346.0, 24.0, 194.0)
    func x(_ value: Double) -> Double { left + axis.position(value) * (right - left) }
    func y(_ value: Double) -> Double { bottom - vertical.position(value) * (bottom - top) }
    for tick in vertical.ticks where asShares || tick == tick.rounded() {
      svg.line(left, y(tick), right, y(tick), "grid")
      svg.text(left - 6, y(tick) + 4, asShares ? NumberText.percentTick(tick) : NumberText.short(tick), .end)
    }
    for (group, entry) in filled.enumerated() {
      if filled.count == 1 {
        for bin in 0..<bins where counts[0][bin] > 0 {
          svg.rectangle(
            x(edges[bin]) + 0.5, y(counts[0][bin]), x(edges[bin + 1]) - x(edges[bin]) - 1,
            bottom - y(counts[0][bin]), "bar",
            tip: "\(binName(edges[bin], edges[bin + 1])): \(NumberText.short(counts[0][bin]))")
        }
      } else {
        var points = [(x(edges[0]), bottom)]
        for bin in 0..<bins {
          points += [(x(edges[bin]), y(counts[group][bin])), (x(edges[bin + 1]), y(counts[group][bin]))]
        }
        svg.path(points + [(x(edges[bins]), bottom)], "step s\(group)")
        svg.rectangle(left + 10 + Double(group) * 130, top - 18, 10, 10, "key s\(group)", tip: entry.name)
        svg.text(left + 25 + Double(group) * 130, top - 9, "\(entry.name) (\(NumberText.count(entry.values.count)))")
      }
      if let median = entry.values.median {
        svg.line(x(median), top - 4, x(median), bottom, filled.count == 1 ? "median" : "median s\(group)")
        if filled.count == 1 {
          let place = axis.position(median)
          let write = written ?? format
          svg.text(
            x(median), top - 9, "median \(write(median))", place > 0.8 ? .end : place < 0.2 ? .start : .middle,
            style: "note")
        }
      }
    }
    svg.line(left, bottom, right, bottom, "axis")
    for (tick, text) in axis.labels(format) where !isWhole || abs(tick - tick.rounded()) < 1e-9 {
      svg.line(x(tick), bottom, x(tick), bottom + 4, "axis")
      svg.text(x(tick), bottom + 17, isWhole ? format(tick) : text, .middle)
    }
    svg.text((left + right) / 2, bottom + 38, axisLabel, .middle, style: "label")
    let medians = filled.map { "\($0.name): median \(format($0.values.median ?? 0)) of \($0.values.count)" }
    return svg.finished(label: "\(title). \(medians.joined(separator: "; "))")
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
