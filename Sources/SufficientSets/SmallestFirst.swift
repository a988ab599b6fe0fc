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
    /// They are more than the passes that are left can ask.
    case tooMany
  }

  func search(below bound: Int) throws -> Outcome {
    guard let sets = cheaperSets(than: bound) else { return .tooMany }
    var batch: [BitSet] = []
    var fresh = 0
    for (index, set) in sets.enumerated() {
      batch.append(set)
      if !test.knows(set) { fresh += 1 }
      guard fresh == test.batchCapacity || index == sets.count - 1 else { continue }
      let verdicts = try test.verdicts(of: batch)
      if let first = verdicts.firstIndex(where: \.holds) { return .found(batch[first]) }
      (batch, fresh) = ([], 0)
    }
    return .none
  }

  /// All sets below a cost, by cost, then by size and units; nil where more are not yet known than can be asked.
  private func cheaperSets(than bound: Int) -> [BitSet]? {
    let limit = test.remainingSets
    var fresh = 0
    let units = allowed.sorted { (costs[$0], $0) < (costs[$1], $1) }
    var found: [(cost: Int, set: BitSet)] = []
    var chosen: [Int] = []
    func extend(from next: Int, cost: Int) -> Bool {
      guard cost < bound else { return true }
      let set = BitSet(chosen)
      found.append((cost, set))
      if !test.knows(set) { fresh += 1 }
      guard fresh <= limit else { return false }
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
    return found.sorted { ($0.cost, $0.set.count) < ($1.cost, $1.set.count) }.map(\.set)
  }
}
