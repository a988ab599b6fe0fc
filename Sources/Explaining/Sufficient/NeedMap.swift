import SufficientSets

/// How early and how often units are needed over the irreducible sets that a search has met.
///
/// Each set gives each of its units between a half and one, by how much the set's margin falls without it; a set counts the
/// less, the dearer it is beside the cheapest. Units of no set follow by their mean place in the search's orders, all of
/// them below every unit of a set.
struct NeedMap {
  let values: [Float]

  /// - Parameter orders: all units, the most important first.
  init(_ sets: [IrreducibleSet], orders: [[Int]]) {
    let count = orders[0].count
    var needs = [Double](repeating: 0, count: count)
    let cheapest = Double(max(1, sets.map(\.cost).min() ?? 1))
    for set in sets {
      let losses = set.marginsWithout.map { set.margin - $0 }
      let largest = losses.filter(\.isFinite).max() ?? 0
      for (unit, loss) in zip(set.units, losses) {
        let relative = largest > 0 ? min(1, max(0, loss / largest)) : 1
        needs[unit] += cheapest / Double(max(1, set.cost)) * (0.5 + 0.5 * relative)
      }
    }
    let total = Double(max(1, sets.count))
    // The least that a unit of a set can have, so that the others stay below it.
    let floor = (needs.filter { $0 > 0 }.min() ?? total) / total
    var places = [Double](repeating: 0, count: count)
    for order in orders {
      for (place, unit) in order.enumerated() { places[unit] += Double(place) / Double(orders.count) }
    }
    values = (0..<count).map { unit in
      Float(needs[unit] > 0 ? needs[unit] / total : 0.5 * floor * (1 - (places[unit] + 1) / Double(count + 1)))
    }
  }
}
