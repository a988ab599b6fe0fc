extension StripSearch {
  /// Partition crossover (Tinós, Whitley and Chicano 2015) with another feasible mask: where the two differ, each connected
  /// region takes the cheaper of the two, or its optimum where the region's frontier is small enough.
  ///
  /// - Returns: whether the mask became cheaper.
  @discardableResult
  mutating func crossOver(with other: [Int8], width: Int) -> Bool {
    let before = cost
    let different = values.indices.filter { values[$0] != other[$0] }
    let touched = Set(different.flatMap { blocksOfVariable[$0] }).sorted().map { Int($0) }
    let all = restricted(to: different, blocks: touched)
    var candidate = values
    // What no table mentions only costs.
    for variable in different where blocksOfVariable[variable].isEmpty { candidate[variable] = 0 }
    for region in all.components() {
      let variables = region.variables.map { different[Int($0)] }
      let order = FrontierOrder(region.system, blocks: region.system.blocks.indices)
      if order.width <= width,
        let found = optimum(of: FrontierElimination(region.system, order: order), region.system.costs)
      {
        for (variable, value) in zip(variables, found) { candidate[variable] = value }
        continue
      }
      var gain = 0
      for variable in variables { gain += system.costs[variable] * Int(values[variable] - other[variable]) }
      if gain > 0 { for variable in variables { candidate[variable] = other[variable] } }
    }
    let newCost = system.penalisedCost(candidate)
    guard newCost <= cost else { return false }
    values = candidate
    cost = newCost
    return cost < before
  }

  private mutating func optimum(of sweep: FrontierElimination, _ own: [Int]) -> [Int8]? {
    lastWork += sweep.work
    guard memory.holds(sweep) else { return nil }
    let scale = max(2, min(256, Int(FrontierElimination.costLimit) / 2 / max(1, own.max() ?? 1)))
    let costs = sweep.variables.map { Int16(own[Int($0)] * scale) }
    var found = [UInt8](repeating: 0, count: costs.count)
    _ = sweep.minimise(costs: costs, memory: memory, values: &found)
    var result = [Int8](repeating: 0, count: own.count)
    for (variable, value) in zip(sweep.variables, found) { result[Int(variable)] = Int8(value) }
    return result
  }
}
