import Foundation

/// A numeric axis: where values go, and which of them are written on it.
struct Axis: Sendable {
  enum Scale: Sendable { case linear, logarithmic }

  var scale: Scale
  var range: ClosedRange<Double>
  var ticks: [Double]

  /// An axis over the values with about `count` round ticks. A logarithmic axis needs positive values.
  init(_ low: Double, _ high: Double, scale: Scale = .linear, count: Int = 5) {
    switch scale {
    case .linear:
      let high = high > low ? high : low + max(abs(low), 1) * 0.5
      let step = Self.roundStep((high - low) / Double(max(1, count)))
      let first = (low / step).rounded(.down)
      let last = (high / step - 1e-9).rounded(.up)
      // Multiplying anew instead of adding up keeps the ticks round.
      ticks = (Int(first)...Int(max(first + 1, last))).map { Double($0) * step }
      range = ticks[0]...ticks[ticks.count - 1]
    case .logarithmic:
      let low = max(low, 1e-12)
      let first = Int(log10(low).rounded(.down))
      let last = max(first + 1, Int((log10(max(high, low)) - 1e-9).rounded(.up)))
      let every = max(1, (last - first) / max(1, count))
      ticks = stride(from: first, through: last, by: every).map { pow(10, Double($0)) }
      range = pow(10, Double(first))...pow(10, Double(last))
    }
    self.scale = scale
  }

  /// Place of a value between the axis's ends, 0...1 (beyond when outside).
  func position(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      (log10(max(value, 1e-300)) - log10(range.lowerBound)) / (log10(range.upperBound) - log10(range.lowerBound))
    }
  }

  /// What is written at the ticks; with more decimals where neighbours would read alike.
  func labels(_ format: (Double) -> String) -> [(tick: Double, text: String)] {
    let texts = ticks.map(format)
    guard scale == .linear, ticks.count > 1, Set(texts).count < texts.count else { return Array(zip(ticks, texts)) }
    let decimals = max(0, Int((-log10(ticks[1] - ticks[0])).rounded(.up)))
    return ticks.map { ($0, String(format: "%.\(decimals)f", $0).replacing("-", with: "\u{2212}")) }
  }

  /// Edges of `count` bins, equally wide on the axis.
  func edges(_ count: Int) -> [Double] {
    (0...count).map { i in
      let t = Double(i) / Double(count)
      return switch scale {
      case .linear: range.lowerBound + t * (range.upperBound - range.lowerBound)
      case .logarithmic:
        pow(10, log10(range.lowerBound) + t * (log10(range.upperBound) - log10(range.lowerBound)))
      }
    }
  }

  private static func roundStep(_ rough: Double) -> Double {
    let power = pow(10, log10(rough).rounded(.down))
    let lead = rough / power
    return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power
  }
}

/// Numbers for people; their units never stand alone on the next line.
enum NumberText {
  /// Three significant digits, without needless zeros: 0.0312, 12.5, 1230, −0.5 with a real minus sign.
  static func short(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let magnitude = abs(value)
    if magnitude >= 1e6 || magnitude < 1e-4 { return withMinus(String(format: "%.2g", value)) }
    let decimals = max(0, min(6, 2 - Int(log10(magnitude).rounded(.down))))
    var text = String(format: "%.\(decimals)f", value)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    if magnitude >= 10_000 { text = grouped(text) }
    return text == "-0" ? "0" : withMinus(text)
  }

  /// Digits in groups of three: 177,384.
  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (place, digit) in digits.reversed().enumerated() {
      if place > 0, place % 3 == 0, digit.isNumber { result.append(",") }
      result.append(digit)
    }
    return String(result.reversed())
  }

  /// With so many decimals, and a hyphen for a minus sign.
  static func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

  private static func withMinus(_ text: String) -> String {
    text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  /// A number of items: 9970, 99,706.
  static func count(_ count: Int) -> String { count >= 10_000 ? grouped(String(count)) : String(count) }

  /// 1 item, 99,706 items.
  static func items(_ count: Int) -> String { Self.count(count) + (count == 1 ? " item" : " items") }

  /// A share as per cent: 3.1 %, 62 %, 100 %.
  static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return "–" }
    let value = share * 100
    let text = abs(value) >= 9.95 || value == 0 ? String(format: "%.0f", value) : String(format: "%.1f", value)
    // 99.7 % must not read as all.
    if text == "100", share < 1 { return String(format: "%.1f", min(99.9, value)) + "\u{A0}%" }
    return withMinus(text) + "\u{A0}%"
  }

  /// A share on an axis, where neighbours differ by round steps: 0 %, 2 %, 2.5 %.
  static func percentTick(_ share: Double) -> String { short(share * 100) + "\u{A0}%" }

  static func seconds(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "–" }
    if value < 0.001 { return short(value * 1e6) + "\u{A0}µs" }
    if value < 1 { return short(value * 1e3) + "\u{A0}ms" }
    if value < 120 { return short(value) + "\u{A0}s" }
    if value < 7200 { return short(value / 60) + "\u{A0}min" }
    return short(value / 3600) + "\u{A0}h"
  }

  /// A probability that is not quite 0 or 1 must not read as if it were.
  static func probability(_ p: Double?) -> String {
    guard let p else { return "–" }
    if p < 1, p > 0.9995 { return "> 0.999" }
    if p > 0, p < 0.0005 { return "< 0.001" }
    return short(p)
  }

  static func pValue(_ p: Double) -> String { p < 0.001 ? "< 0.001" : String(format: "%.3f", p) }
}
