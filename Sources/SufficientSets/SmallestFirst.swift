import BitCollections

/// Asks all sets that are cheaper than a bound, the cheapest first: what it finds first is a cheapest sufficient set.
struct SmallestFirst {
  let test: BudgetedTest
  let costs: [Int]
  let allowed: BitSet

  enum Outcome {
    /// A cheapest sufficient set.
    case found(BitSet)
    /// No set cheaper than the bound is sufficient.
    case none
    /// There are too many.
    case tooMany
  }

  /// More units than this are never enumerated.
  static let unitLimit = 24

  func search(below bound: Int) throws -> Outcome {
    guard allowed.count <= Self.unitLimit, let sets = cheaperSets(than: bound, limit: test.remainingSets) else {
      return .tooMany
    }
    for start in stride(from: 0, to: sets.count, by: test.batchCapacity) {
      let batch = Array(sets[start..<min(start + test.batchCapacity, sets.count)])
      let verdicts = try test.verdicts(of: batch)
      if let first = verdicts.firstIndex(where: \.holds) { return .found(batch[first]) }
    }
    return .none
  }

  /// All sets below a cost, by cost, then by size and units; nil where there are more than `limit`.
  private func cheaperSets(than bound: Int, limit: Int) -> [BitSet]? {
    let units = allowed.sorted { (costs[$0], $0) < (costs[$1], $1) }
    var found: [(cost: Int, units: [Int])] = []
    var chosen: [Int] = []
    func extend(from next: Int, cost: Int) -> Bool {
      guard cost < bound else { return true }
      found.append((cost, chosen))
      guard found.count <= limit else { return false }
      for index in next..<units.count {
        // Dearer units follow: none of them fits either.
        guard cost + costs[units[index]] < bound else { break }
        chosen.append(units[index])
        let fits = extend(from: index + 1, cost: cost + costs[units[index]])
        chosen.removeLast()
        if !fits { return false }
      }
      return true
    }
    guard extend(from: 0, cost: 0) else { return nil }
    return found.sorted { ($0.cost, $0.units.count) < ($1.cost, $1.units.count) }.map { BitSet($0.units) }
  }
}
