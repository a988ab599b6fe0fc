import BitCollections
import Reproducibility

/// Orders of the units of a search, and mixtures of them.
struct UnitOrders {
  /// Each of the allowed units, the most important first.
  let orders: [[Int]]
  let allowed: BitSet
  /// Units of the test, allowed or not.
  let unitCount: Int

  init(_ orders: [[Int]], allowed: BitSet, unitCount: Int) {
    self.orders = orders.map { $0.filter { allowed.contains($0) } }
    self.allowed = allowed
    self.unitCount = unitCount
  }

  /// The allowed units by a mixture of the orders with random weights and a little noise.
  func mixed(_ random: inout SeededGenerator) -> [Int] {
    var place = [Double](repeating: 0, count: unitCount)
    for order in orders {
      let weight = random.unit()
      for (rank, unit) in order.enumerated() { place[unit] += weight * Double(rank) }
    }
    let noise = 0.15 * Double(orders.count * unitCount) / 2
    for unit in place.indices { place[unit] += noise * random.unit() }
    return allowed.sorted { (place[$0], $0) < (place[$1], $1) }
  }
}
