/// Bucket elimination that keeps every optimum: counts them, says which values each variable takes among them, and lists
/// the first few.
struct OptimaElimination {
  let system: BlockSystem
  let order: EliminationOrder

  struct Optima {
    var cost: Int
    /// Stops at `Int.max`.
    var count: Int
    /// Does some optimum have the variable 0 (1)?
    var canBeZero: [Bool]
    var canBeOne: [Bool]
    var masks: [[Int8]]
  }

  private struct Factor {
    var variables: [Int32]
    var costs: [Int32]
    var counts: [Int]
  }

  private struct Clique {
    var scope: [Int32]
    /// By assignment of the scope: may the variable be 0 (1) in an optimum of what was eliminated so far?
    var zero: [Bool]
    var one: [Bool]
    /// Assignments of the scope that occur in an optimum of everything.
    var reachable: [Bool]
  }

  private static let infinity: Int32 = 1 << 29

  /// Nil when infeasible.
  func optima(maskLimit: Int) -> Optima? {
    let rank = self.rank
    guard let (cost, count, eliminated) = eliminated(rank) else { return nil }
    var cliques = eliminated
    markReachable(&cliques, rank)
    var optima = Optima(
      cost: cost, count: count, canBeZero: [Bool](repeating: false, count: rank.count),
      canBeOne: [Bool](repeating: false, count: rank.count), masks: masks(cliques, limit: maskLimit))
    for (clique, variable) in zip(cliques, order.variables.lazy.map({ Int($0) })) {
      for index in clique.reachable.indices where clique.reachable[index] {
        if clique.zero[index] { optima.canBeZero[variable] = true }
        if clique.one[index] { optima.canBeOne[variable] = true }
      }
    }
    return optima
  }

  /// Place of each variable in the order of elimination; -1 for those that are in no table.
  private var rank: [Int] {
    var rank = [Int](repeating: -1, count: system.costs.count)
    for (place, variable) in order.variables.enumerated() { rank[Int(variable)] = place }
    return rank
  }

  /// Eliminates all variables: the least cost, in how many ways it is reached, and what each elimination leaves to be
  /// traced back. Nil when infeasible.
  private func eliminated(_ rank: [Int]) -> (cost: Int, count: Int, cliques: [Clique])? {
    var buckets = [[Factor]](repeating: [], count: order.variables.count)
    for block in system.blocks {
      let factor = Factor(
        variables: block.variables,
        costs: (0..<(1 << block.variables.count)).map { block.table[$0] ? 0 : Self.infinity },
        counts: [Int](repeating: 1, count: 1 << block.variables.count))
      buckets[block.variables.map { rank[Int($0)] }.min()!].append(factor)
    }
    var cost = 0
    var count = 1
    var cliques: [Clique] = []
    for (place, variable) in order.variables.enumerated() {
      let factors = buckets[place]
      var scope: Set<Int32> = []
      for factor in factors { scope.formUnion(factor.variables) }
      scope.remove(variable)
      let sorted = scope.sorted()
      let (factor, clique) = eliminate(variable, sorted, factors)
      cliques.append(clique)
      if sorted.isEmpty {
        if factor.costs[0] >= Self.infinity { return nil }
        cost += Int(factor.costs[0])
        count = Self.product(count, factor.counts[0])
      } else {
        buckets[sorted.map { rank[Int($0)] }.min()!].append(factor)
      }
    }
    return (cost, count, cliques)
  }

  /// From the last eliminated back: which assignments of each clique's scope take part in an optimum.
  private func markReachable(_ cliques: inout [Clique], _ rank: [Int]) {
    for place in cliques.indices.reversed() {
      let scope = cliques[place].scope
      guard let parent = scope.map({ rank[Int($0)] }).min() else {
        cliques[place].reachable[0] = true
        continue
      }
      let map = IndexMap(from: cliques[parent].scope + [order.variables[parent]], to: scope)
      let half = 1 << cliques[parent].scope.count
      for index in 0..<(2 * half) {
        let below = index & (half - 1)
        guard cliques[parent].reachable[below] else { continue }
        if index < half ? cliques[parent].zero[below] : cliques[parent].one[below] {
          cliques[place].reachable[map[index]] = true
        }
      }
    }
  }

  /// The first optima, the variables eliminated last changing slowest.
  private func masks(_ cliques: [Clique], limit: Int) -> [[Int8]] {
    var masks: [[Int8]] = []
    var values = [Int8](repeating: 0, count: system.costs.count)
    func enumerate(_ place: Int) {
      if masks.count >= limit { return }
      if place < 0 {
        masks.append(values)
        return
      }
      let clique = cliques[place]
      var index = 0
      for (bit, variable) in clique.scope.enumerated() where values[Int(variable)] == 1 { index |= 1 << bit }
      for value in [Int8(0), 1] where value == 0 ? clique.zero[index] : clique.one[index] {
        values[Int(order.variables[place])] = value
        enumerate(place - 1)
      }
    }
    enumerate(cliques.count - 1)
    return masks
  }

  private func eliminate(_ variable: Int32, _ scope: [Int32], _ factors: [Factor]) -> (Factor, Clique) {
    let joined = scope + [variable]
    let half = 1 << scope.count
    var costs = [Int32](repeating: 0, count: 2 * half)
    var counts = [Int](repeating: 1, count: 2 * half)
    for index in half..<(2 * half) { costs[index] = Int32(system.costs[Int(variable)]) }
    for factor in factors {
      let map = IndexMap(from: joined, to: factor.variables)
      for index in costs.indices {
        let place = map[index]
        costs[index] = min(costs[index] + factor.costs[place], Self.infinity)
        counts[index] = Self.product(counts[index], factor.counts[place])
      }
    }
    var factor = Factor(variables: scope, costs: [], counts: [])
    var clique = Clique(scope: scope, zero: [], one: [], reachable: [Bool](repeating: false, count: half))
    for index in 0..<half {
      let least = min(costs[index], costs[half + index])
      let isZero = costs[index] == least
      let isOne = costs[half + index] == least
      factor.costs.append(least)
      let (sum, overflow) = (isZero ? counts[index] : 0).addingReportingOverflow(isOne ? counts[half + index] : 0)
      factor.counts.append(overflow ? .max : sum)
      clique.zero.append(isZero)
      clique.one.append(isOne)
    }
    return (factor, clique)
  }

  static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? .max : product
  }
}
