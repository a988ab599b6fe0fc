import BitCollections

/// Finds a short sufficient prefix of an order of units: a few sizes at a time, coarse ones first, then between the last
/// that fails and the first that holds.
struct PrefixSearch {
  let test: BudgetedTest

  /// Sizes that are tried in a batch between two others. More would make little difference for their passes.
  private static let sections = 8

  /// The units of the shortest sufficient prefix that was found, added to `base`; nil where no size that was tried holds.
  ///
  /// - Parameters:
  ///   - order: units, the most important first.
  ///   - limit: the largest size of interest; nil is all units.
  func shortest(of order: [Int], base: BitSet = [], limit: Int? = nil) throws -> BitSet? {
    var failing = -1
    var holding: Int?
    let sizes = Self.coarseSizes(upTo: min(order.count, limit ?? order.count), withZero: !base.isEmpty)
    for start in stride(from: 0, to: sizes.count, by: test.batchCapacity) {
      let batch = Array(sizes[start..<min(start + test.batchCapacity, sizes.count)])
      holding = try firstHolding(batch, order, base, &failing)
      if holding != nil { break }
    }
    guard var found = holding else { return nil }
    // Later stages leave out single units anyway: an eighth more than needed costs less than finding the exact size.
    while found - failing > 1 + found / 8 {
      let steps = min(test.batchCapacity, Self.sections, found - failing - 1)
      let batch = (1...steps).map { failing + (found - failing) * $0 / (steps + 1) }
      found = try firstHolding(Array(Set(batch)).sorted(), order, base, &failing) ?? found
    }
    return Self.prefix(found, of: order, base)
  }

  /// The smallest of some ascending sizes that holds; `failing` becomes the largest known to fail below it.
  private func firstHolding(_ sizes: [Int], _ order: [Int], _ base: BitSet, _ failing: inout Int) throws -> Int? {
    let verdicts = try test.verdicts(of: sizes.map { Self.prefix($0, of: order, base) })
    for (size, verdict) in zip(sizes, verdicts) where size > failing {
      if verdict.holds { return size }
      failing = size
    }
    return nil
  }

  private static func prefix(_ size: Int, of order: [Int], _ base: BitSet) -> BitSet {
    base.union(BitSet(order.prefix(size)))
  }

  /// 1, 2, 3, 4, 6, 9, ...: each half as large again as the one before, and all.
  static func coarseSizes(upTo count: Int, withZero: Bool) -> [Int] {
    var sizes = withZero ? [0] : []
    var size = 1
    while size < count {
      sizes.append(size)
      size = max(size + 1, size * 3 / 2)
    }
    if count > 0 { sizes.append(count) }
    return sizes
  }
}
