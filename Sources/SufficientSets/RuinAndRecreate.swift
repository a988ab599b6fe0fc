import BitCollections
import Reproducibility

/// Looks for sets cheaper than the best so far: takes units away from it, or lays others beside it, makes it sufficient
/// again, and leaves out what is then not needed (Schrimpf et al., "Record breaking optimization results using the ruin and
/// recreate principle", Journal of Computational Physics 2000).
struct RuinAndRecreate {
  let test: BudgetedTest
  let costs: [Int]
  /// Orders of the units that the search began with, each the most important first.
  let orders: [[Int]]
  let allowed: BitSet

  /// One attempt.
  ///
  /// - Returns: an irreducible set; nil where the attempt came to nothing.
  func attempt(
    from best: IrreducibleSet, _ random: inout SeededGenerator, progress: (BitSet) -> Void
  ) throws -> IrreducibleSet? {
    let order = mixedOrder(&random)
    let start =
      random.unit() < 0.5 ? try exchanged(best, order, &random) : try recreated(best, order, &random)
    guard let start else { return nil }
    return try LeavingOut(test: test, costs: costs).reduce(start, order: order, progress: progress)
  }

  /// The best set with the few units beside it that add most to its margin: with them, others may not be needed.
  private func exchanged(_ best: IrreducibleSet, _ order: [Int], _ random: inout SeededGenerator) throws -> BitSet? {
    let others = Array(order.lazy.filter { !best.units.contains($0) }.prefix(2 * test.batchCapacity))
    guard !others.isEmpty else { return nil }
    let verdicts = try test.verdicts(of: others.map { best.units.union([$0]) })
    let gains = others.indices.filter { verdicts[$0].holds }.sorted { verdicts[$0].margin > verdicts[$1].margin }
    guard !gains.isEmpty else { return nil }
    let wider = best.units.union(BitSet(gains.prefix(1 + random.index(below: 4)).map { others[$0] }))
    return try test.verdict(of: wider).holds ? wider : nil
  }

  /// The best set without some of its units, filled up along an order until it is sufficient again.
  private func recreated(_ best: IrreducibleSet, _ order: [Int], _ random: inout SeededGenerator) throws -> BitSet? {
    var units = Array(best.units)
    guard !units.isEmpty else { return nil }
    random.shuffle(&units)
    let share = 0.2 + 0.4 * random.unit()
    let ruined = best.units.subtracting(BitSet(units.prefix(max(1, Int(share * Double(units.count))))))
    let removed = best.units.subtracting(ruined)
    // What was taken away comes last, so that something else gets its turn.
    let filling = order.filter { !best.units.contains($0) } + order.filter { removed.contains($0) }
    return try PrefixSearch(test: test).shortest(of: filling, base: ruined)
  }

  /// The allowed units by a mixture of the orders with random weights and a little noise.
  private func mixedOrder(_ random: inout SeededGenerator) -> [Int] {
    var place = [Double](repeating: 0, count: test.unitCount)
    for order in orders {
      let weight = random.unit()
      for (rank, unit) in order.enumerated() { place[unit] += weight * Double(rank) }
    }
    let noise = 0.15 * Double(orders.count * test.unitCount) / 2
    for unit in place.indices { place[unit] += noise * random.unit() }
    return allowed.sorted { (place[$0], $0) < (place[$1], $1) }
  }
}
