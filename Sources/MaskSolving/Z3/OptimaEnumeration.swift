import Timing

/// Enumerates the optima of a component with Z3 and blocking clauses, where elimination would take too large tables.
final class OptimaEnumeration {
  private let component: Component
  private let deadline: Deadline
  private var optimum: Int?
  private var known: [[Bool]] = []
  /// Every optimum was found.
  private(set) var isExhausted = false

  init(_ component: Component, deadline: Deadline) throws {
    self.component = component
    self.deadline = deadline
  }

  /// The cheapest mask under further clauses; nil when there is none or time is up.
  private func cheapest(_ optimizer: Z3Optimizer) throws -> (mask: [Bool], cost: Int)? {
    guard case .optimal(let mask, let cost) = try optimizer.minimise(deadline: deadline) else { return nil }
    return (mask, cost)
  }

  private func optimizer() throws -> Z3Optimizer {
    try Z3Optimizer(costs: component.costs, constraints: component.constraints)
  }

  func enumerate(limit: Int) throws -> [[Int8]] {
    let optimizer = try optimizer()
    while known.count < limit {
      guard let (mask, cost) = try cheapest(optimizer) else {
        isExhausted = !known.isEmpty && !deadline.hasPassed
        break
      }
      if let optimum, cost > optimum {
        isExhausted = true
        break
      }
      optimum = cost
      known.append(mask)
      // Another optimum lacks some window of this one: a superset would cost more.
      guard let others = IntegerConstraint.blocking(mask, costs: component.costs) else {
        isExhausted = true
        break
      }
      try optimizer.require(others)
    }
    if known.isEmpty { throw MaskSolvingError.limitReachedWithoutMask(bound: 0) }
    return known.map { $0.map { $0 ? 1 : 0 } }
  }

  /// The role of each variable: from the optima known, and where those agree, by asking for one that differs.
  func roles() throws -> [OptimalMasks.Role] {
    var masks = known
    return try component.costs.indices.map { variable in
      let ones = masks.filter { $0[variable] }.count
      if ones > 0 && ones < masks.count { return .sometimes }
      let common: OptimalMasks.Role = ones > 0 ? .always : .never
      if isExhausted { return common }
      if deadline.hasPassed { return .unknown }
      let other = try optimizer()
      try other.require(.unit(Literal(Int32(variable), negated: ones > 0)))
      guard let (mask, cost) = try cheapest(other) else { return deadline.hasPassed ? .unknown : common }
      if cost > optimum! { return common }
      masks.append(mask)
      return .sometimes
    }
  }
}
