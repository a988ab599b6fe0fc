import Timing

// Proofs by distinction of cases, down to parts small enough to eliminate.

extension CertificateBuilder {
  /// Elimination, after as many case distinctions as it takes to keep the tables small; nil when that is too much.
  func proveByCases(
    _ system: BlockSystem, _ values: [Int8], _ conditioned: [Int32], _ entries: inout Int, _ deadline: Deadline,
    _ global: (Int32) -> Int32
  ) -> (MaskCertificate.Proof, Int)? {
    if deadline.hasPassed { return nil }
    var rest = system
    if !conditioned.isEmpty {
      // Take the conditioned variables out of the tables, so that the order is that of the others.
      for index in rest.blocks.indices {
        for position in rest.blocks[index].variables.indices.reversed()
        where conditioned.contains(rest.blocks[index].variables[position]) {
          rest.blocks[index].restrict(position, to: values[Int(rest.blocks[index].variables[position])] == 1)
        }
      }
      if rest.blocks.contains(where: { $0.table.isEmpty }) {
        // Any order shows it: the empty table has no assignment left.
        return (.elimination(order: []), system.penalty)
      }
      rest.blocks.removeAll { $0.variables.isEmpty }
    }
    guard let order = EliminationOrder(rest, widthLimit: 24, entryLimit: .max, canCondition: true) else { return nil }
    if order.conditioned.isEmpty {
      entries -= order.entries
      guard entries >= 0, let tables = budget.reserve(order.memory) else { return nil }
      defer { withExtendedLifetime(tables) {} }
      let (cost, _) = BucketElimination(system: rest, order: order, values: values).minimise()
      return (.elimination(order: order.variables.map(global)), cost)
    }
    if order.conditioned.count > 12 { return nil }
    let variable = order.conditioned[0]
    var sides: [(MaskCertificate.Proof, Int)] = []
    for value in 0...1 {
      var values = values
      values[Int(variable)] = Int8(value)
      guard let side = proveByCases(system, values, conditioned + [variable], &entries, deadline, global) else {
        return nil
      }
      sides.append((side.0, side.1 + value * system.costs[Int(variable)]))
    }
    return (
      .cases(variable: global(variable), zero: sides[0].0, one: sides[1].0), min(sides[0].1, sides[1].1)
    )
  }
}
