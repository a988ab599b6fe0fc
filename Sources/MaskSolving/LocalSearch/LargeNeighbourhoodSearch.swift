import Reproducibility
import Timing

/// Large-neighbourhood search (Shaw 1998): improves a mask by re-optimising all but a few variables at once.
///
/// Variables are held at their values until what is left can be eliminated within small tables; the optimum over all
/// the others is then exact. Different choices of the held variables give different, very large neighbourhoods (cutset
/// conditioning; Dechter). Violated tables carry a penalty, so that the search may start from any assignment.
struct LargeNeighbourhoodSearch {
  let system: BlockSystem
  var values: [Int8]
  private(set) var cost: Int
  private var random: SplitMix64

  init(_ system: BlockSystem, start: [Int8], seed: UInt64) {
    self.system = system
    values = start
    random = SplitMix64(state: seed)
    cost = system.penalisedCost(start)
  }

  /// One neighbourhood; says whether the mask improved.
  @discardableResult
  mutating func step(width: Int, budget: MemoryBudget, deadline: Deadline) -> Bool {
    let noise = (0..<system.costs.count).map { _ in Int(random.next() & 1023) }
    guard
      let order = EliminationOrder(
        system, widthLimit: width, entryLimit: .max, canCondition: true, priority: { noise[$0] },
        deadline: deadline)
    else { return false }
    guard let tables = budget.reserve(order.memory) else { return false }
    defer { withExtendedLifetime(tables) {} }
    let found = BucketElimination(system: system, order: order, values: values).minimise()
    let before = cost
    values = found.values
    cost = system.penalisedCost(values)
    return cost < before
  }
}
