import Foundation
import Reproducibility

/// Count, mean, spread and quantiles of a stream of numbers in bounded memory, merged exactly: any split of the stream
/// over ranks ends in the same state.
///
/// Count, mean, deviation, smallest and largest are exact. Quantiles are exact for up to `exactLimit` numbers; beyond,
/// they come from counts in logarithmic buckets and are within 0.1 % of a value of that rank (Masson, Rim and Lee,
/// "DDSketch", VLDB 2019).
public struct Distribution: Sendable {
  /// So many numbers are kept as they are.
  public static let exactLimit = 1024

  public private(set) var count = 0
  public private(set) var minimum = Double.infinity
  public private(set) var maximum = -Double.infinity
  private var sum = ExactSum()
  private var squares = ExactSum()
  private var buckets: [Int: Int] = [:]
  /// The numbers themselves while there are few of them; empty beyond `exactLimit`, whatever the order of merging.
  private var few: [Double] = []
  /// Quantiles of many whole numbers are whole, and exact below 500, where a bucket holds at most one of them.
  public private(set) var isWhole = true

  private static let growth = log(1.001 / 0.999)
  /// Magnitudes below this count as zero.
  private static let smallest = 1e-12
  /// Keeps buckets of negative numbers apart from those of positive ones; larger than any bucket's index.
  private static let offset = 1_000_000

  public init() {}

  public init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// Adds a number; NaN and infinities are left out.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    count += 1
    isWhole = isWhole && value == value.rounded()
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    sum.add(value)
    let square = value * value
    squares.add(square.isFinite ? square : Double.greatestFiniteMagnitude / 1e6)
    buckets[Self.bucket(of: value), default: 0] += 1
    if count <= Self.exactLimit { few.append(value) } else if !few.isEmpty { few = [] }
  }

  public mutating func merge(_ other: Distribution) {
    count += other.count
    isWhole = isWhole && other.isWhole
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
    sum.merge(other.sum)
    squares.merge(other.squares)
    buckets.merge(other.buckets, uniquingKeysWith: +)
    if count <= Self.exactLimit { few += other.few } else { few = [] }
  }

  public var mean: Double? { count > 0 ? sum.value / Double(count) : nil }

  public var total: Double { sum.value }

  /// Standard deviation of the sample (denominator n - 1); nil for fewer than two numbers.
  public var deviation: Double? {
    guard count > 1 else { return nil }
    let variance = (squares.value - sum.value * sum.value / Double(count)) / Double(count - 1)
    return max(0, variance).squareRoot()
  }

  /// The value below which a share `q` of the numbers lies.
  public func quantile(_ q: Double) -> Double? {
    guard count > 0 else { return nil }
    if !few.isEmpty { return Scoring.quantile(q, ofSorted: few.sorted()) }
    let rank = Int((min(max(q, 0), 1) * Double(count - 1)).rounded())
    if rank == 0 { return minimum }
    if rank == count - 1 { return maximum }
    var seen = 0
    for bucket in buckets.keys.sorted() {
      seen += buckets[bucket] ?? 0
      if seen > rank { return min(max(value(of: bucket), minimum), maximum) }
    }
    return maximum
  }

  public var median: Double? { quantile(0.5) }

  /// Counts between neighbouring `edges` (ascending); a number on an edge counts above it, the last edge belongs to the
  /// last bin. Beyond `exactLimit` numbers, one within 0.1 % of an edge may be counted beside it.
  public func histogram(edges: [Double]) -> [Int] {
    var counts = [Int](repeating: 0, count: max(0, edges.count - 1))
    guard !counts.isEmpty else { return [] }
    let values = few.isEmpty ? buckets.map { (value(of: $0.key), $0.value) } : few.map { ($0, 1) }
    for (value, n) in values {
      let value = min(max(value, minimum), maximum)
      guard value >= edges[0], value <= edges[edges.count - 1] else { continue }
      let above = edges.firstIndex { $0 > value } ?? edges.count - 1
      counts[above - 1] += n
    }
    return counts
  }

  private static func bucket(of value: Double) -> Int {
    if abs(value) < smallest { return 0 }
    let index = Int((log(abs(value)) / growth).rounded(.up)) + offset
    return value > 0 ? index : -index
  }

  private func value(of bucket: Int) -> Double {
    if bucket == 0 { return 0 }
    let magnitude = exp((Double(abs(bucket) - Self.offset) - 0.5) * Self.growth)
    let value = bucket > 0 ? magnitude : -magnitude
    return isWhole ? value.rounded() : value
  }
}

extension Distribution: Equatable {
  /// Equal when no answer tells them apart: the order in which numbers came does not count.
  public static func == (a: Distribution, b: Distribution) -> Bool {
    a.count == b.count && a.minimum == b.minimum && a.maximum == b.maximum && a.sum == b.sum && a.squares == b.squares
      && a.buckets == b.buckets && a.isWhole == b.isWhole && a.few.sorted() == b.few.sorted()
  }
}
