import BitCollections
import Reproducibility

/// Walks among sets that are cheaper than the best and fail, towards larger margins, until one of them holds (tabu search:
/// Glover, "Tabu search - part I", ORSA Journal on Computing 1989). A step lays the unit beside the set that helps most,
/// then takes away the one that matters least; what was taken away stays away for some steps.
struct TabuWalk {
  let test: BudgetedTest
  let costs: [Int]
  let orders: UnitOrders

  /// Steps of a walk: most that succeed do so in the first few.
  private static let steps = 8
  /// Units that are laid beside a set, one at a time, to see which helps most.
  private static let neighbours = 16
  /// Units that are taken away, one at a time, to see which matters least: those that mattered least when last asked.
  private static let removals = 16
  /// For how many steps a unit that was taken away stays away.
  private static let tenure = 6
  /// A walk begins without one of so many units that the best set misses least.
  private static let beginnings = 4

  /// - Parameter best: an irreducible set of more than one unit.
  /// - Returns: a sufficient set cheaper than `best`; nil where the walk met none.
  func cheaper(than best: IrreducibleSet, _ random: inout SeededGenerator) throws -> BitSet? {
    let byLoss = zip(best.units, best.marginsWithout).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.map(\.0)
    // What was not in the best set comes first: nothing is known of it.
    let losses = Dictionary(uniqueKeysWithValues: byLoss.enumerated().map { ($1, $0) })
    // The square prefers the first.
    let draw = random.unit()
    var removed = byLoss[min(Int(draw * draw * Double(Self.beginnings)), byLoss.count - 1)]
    var set = best.units.subtracting([removed])
    var visited: Set<BitSet> = [set]
    var freeFrom: [Int: Int] = [:]
    for step in 0..<Self.steps {
      freeFrom[removed] = step + Self.tenure
      let others = orders.mixed(&random).lazy
        .filter { !set.contains($0) && freeFrom[$0, default: 0] <= step }.prefix(Self.neighbours)
      guard let (added, verdict) = try most(Array(others), { set.union([$0]) }) else { return nil }
      let wider = set.union([added])
      if verdict.holds, cost(wider) < best.cost { return wider }
      let removable = wider.filter { unit in
        unit != added && cost(wider) - costs[unit] < best.cost && !visited.contains(wider.subtracting([unit]))
      }.sorted { (losses[$0] ?? -1, $0) < (losses[$1] ?? -1, $1) }.prefix(Self.removals).sorted()
      guard let (next, nextVerdict) = try most(removable, { wider.subtracting([$0]) }) else { return nil }
      removed = next
      set = wider.subtracting([next])
      if nextVerdict.holds { return set }
      visited.insert(set)
    }
    return nil
  }

  /// The unit whose set holds, or else has the largest margin; the first of equal ones.
  private func most(_ units: [Int], _ set: (Int) -> BitSet) throws -> (unit: Int, verdict: Verdict)? {
    let verdicts = try test.verdicts(of: units.map(set))
    return zip(units, verdicts).max { a, b in
      a.1.holds != b.1.holds ? b.1.holds : (a.1.margin, b.0) < (b.1.margin, a.0)
    }
  }

  private func cost(_ set: BitSet) -> Int { set.reduce(0) { $0 + costs[$1] } }
}
