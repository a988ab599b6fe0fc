import Scoring
import Storing

/// What Sobol analyses say of a data set: indices pooled over the items, and the strongest regions of each class.
struct RegionStatistics: Sendable, Equatable {
  /// Every number of the records that comes with an error, by name: `interaction-share`, `border-closed`, ...
  var pooled: [String: PooledMean] = [:]
  var classes: [Int: ClassRegions] = [:]

  /// The same for one class.
  struct ClassRegions: Sendable, Equatable {
    var count = 0
    var pooled: [String: PooledMean] = [:]
    /// Sums of total indices by region, in units of 2^-32 so that the order of the items does not matter.
    private var totals: [String: Total] = [:]

    private struct Total: Equatable {
      var sum: Int64 = 0
      var count = 0
    }

    mutating func add(region: String, total: Double) {
      guard total.isFinite, abs(total) < 1e6 else { return }
      totals[region, default: Total()].sum += Int64((total * 0x1p32).rounded())
      totals[region]?.count += 1
    }

    mutating func merge(_ other: ClassRegions) {
      count += other.count
      for (name, mean) in other.pooled { pooled[name, default: PooledMean()].merge(mean) }
      for (region, total) in other.totals {
        totals[region, default: Total()].sum += total.sum
        totals[region]?.count += total.count
      }
    }

    /// Regions by decreasing mean total index over the items that have them.
    func strongest(_ count: Int) -> [(region: String, total: Double, items: Int)] {
      totals.map { ($0.key, Double($0.value.sum) * 0x1p-32 / Double($0.value.count), $0.value.count) }
        .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(count).map { (region: $0.0, total: $0.1, items: $0.2) }
    }
  }

  /// - Parameter explanation: of a method that fills the report's section on regions.
  mutating func add(_ explanation: ExplanationRecord, group: Int) {
    classes[group, default: ClassRegions()].count += 1
    for estimate in explanation.values {
      guard let error = explanation[value: "\(estimate.name)-error"] else { continue }
      pooled[estimate.name, default: PooledMean()].add(estimate.value, error: error)
      classes[group]?.pooled[estimate.name, default: PooledMean()].add(estimate.value, error: error)
    }
    guard let regions = explanation.tables.first(where: { $0.name == "regions" }) else { return }
    for (row, name) in regions.rows.enumerated() {
      guard let shared = Self.sharedName(name), let total = regions.value(row: row, column: "total") else { continue }
      classes[group]?.add(region: shared, total: total)
    }
  }

  mutating func merge(_ other: RegionStatistics) {
    for (name, mean) in other.pooled { pooled[name, default: PooledMean()].merge(mean) }
    for (group, regions) in other.classes { classes[group, default: ClassRegions()].merge(regions) }
  }

  /// A name that means the same in other items: a word without its position, a grid cell or a label's name as they are;
  /// nil for the number of a superpixel.
  static func sharedName(_ name: String) -> String? {
    if Int(name) != nil { return nil }
    if let colon = name.firstIndex(of: ":"), Int(name[..<colon]) != nil {
      return String(name[name.index(after: colon)...])
    }
    return name
  }
}
