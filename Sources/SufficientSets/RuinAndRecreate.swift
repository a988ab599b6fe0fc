import BitCollections
import Reproducibility

/// Takes units away from the best set, and fills it up with others until it is sufficient again (Schrimpf et al., "Record
/// breaking optimization results using the ruin and recreate principle", Journal of Computational Physics 2000).
struct RuinAndRecreate {
  let test: BudgetedTest
  let orders: UnitOrders

  /// - Returns: a sufficient set, mostly dearer than the best: of it is left out what is not needed; and the order by which
  ///   it was filled up. Nil where no filling was sufficient.
  func attempt(
    from best: BitSet, _ random: inout SeededGenerator
  ) throws -> (set: BitSet, order: [Int])? {
    let order = orders.mixed(&random)
    var units = Array(best)
    random.shuffle(&units)
    // Mostly a part; now and then everything: a start of its own.
    let share = random.unit() < 0.2 ? 1 : 0.2 + 0.4 * random.unit()
    let ruined = best.subtracting(BitSet(units.prefix(max(1, Int(share * Double(units.count))))))
    let removed = best.subtracting(ruined)
    // What was taken away comes last, so that something else gets its turn.
    let filling = order.filter { !best.contains($0) } + order.filter { removed.contains($0) }
    return try PrefixSearch(test: test).shortest(of: filling, base: ruined).map { ($0, order) }
  }
}
