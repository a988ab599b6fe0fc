// Proofs that the variables of one part cost at least so much.

extension CertificateChecker {
  /// The largest table that a proof may ask for, as a power of two.
  private static let widthLimit = 26

  /// The least cost that the proof shows for the variables of these tables; nil when none is feasible.
  static func partBound(
    _ tables: [CheckedTable], _ proof: MaskCertificate.Proof, _ costs: [Int]
  ) throws(CertificateError) -> Int? {
    switch proof {
    case .cases(let variable, let zero, let one):
      func side(_ value: Bool) -> [CheckedTable] {
        tables.map {
          var table = $0
          if let place = table.place(of: variable) { table.fix(place, to: value) }
          return table
        }
      }
      guard variable >= 0, Int(variable) < costs.count else { throw reject("there is no variable \(variable)") }
      // Twice the same variable would count its cost twice.
      guard tables.contains(where: { $0.place(of: variable) != nil }) else {
        throw reject("variable \(variable) is in no table of its part")
      }
      let without = try partBound(side(false), zero, costs)
      let with = try partBound(side(true), one, costs).map { $0 + costs[Int(variable)] }
      guard let without else { return with }
      return min(without, with ?? without)
    case .splitting(let scale, let shares):
      guard scale >= 1, scale <= 1 << 20, shares.count == tables.count else { throw reject("the shares are malformed") }
      var left: [Int32: Int] = [:]
      var total = 0
      for (table, own) in zip(tables, shares) {
        guard own.count == table.variables.count else { throw reject("the shares are malformed") }
        var sums = [0]
        for share in own { sums += sums.map { $0 + Int(share) } }
        for (variable, share) in zip(table.variables, own) {
          left[variable, default: costs[Int(variable)] * scale] -= Int(share)
        }
        guard let least = zip(sums, table.feasible).filter({ $0.1 }).map({ $0.0 }).min() else { return nil }
        total += least
      }
      for rest in left.values where rest < 0 { total += rest }
      return total <= 0 ? 0 : (total + scale - 1) / scale
    case .elimination(let order):
      if tables.contains(where: { $0.isEmpty }) { return nil }
      return try eliminate(tables, order) { costs[Int($0)] }
    case .clusters(let scale, let clusters):
      return try clusterBound(tables, scale, clusters, costs)
    }
  }

  private static func clusterBound(
    _ tables: [CheckedTable], _ scale: Int, _ clusters: [MaskCertificate.Cluster], _ costs: [Int]
  ) throws(CertificateError) -> Int? {
    guard scale >= 1, scale <= 1 << 20 else { throw reject("the scale is \(scale)") }
    var left: [Int32: Int] = [:]
    for table in tables { for variable in table.variables { left[variable] = costs[Int(variable)] * scale } }
    var total = 0
    for cluster in clusters {
      guard cluster.blocks.allSatisfy({ $0 >= 0 && Int($0) < tables.count }),
        Set(cluster.blocks).count == cluster.blocks.count,
        cluster.order.count == cluster.shares.count
      else { throw reject("a cluster is malformed") }
      var shares: [Int32: Int] = [:]
      guard cluster.shares.reduce(0, { $0 + abs(Int($1)) }) <= 1 << 28 else { throw reject("a share is too large") }
      for (variable, share) in zip(cluster.order, cluster.shares) {
        guard left[variable] != nil, shares[variable] == nil else {
          throw reject("a cluster's shares are malformed")
        }
        shares[variable] = Int(share)
        left[variable]! -= Int(share)
      }
      let own = cluster.blocks.map { tables[Int($0)] }
      if own.contains(where: { $0.isEmpty }) { return nil }
      // The elimination refuses an order that lacks a variable of its tables.
      guard let least = try eliminate(own, cluster.order, cost: { shares[$0]! }) else { return nil }
      total += least
    }
    for rest in left.values where rest < 0 { total += rest }
    return total <= 0 ? 0 : (total + scale - 1) / scale
  }

  /// Least costs of the assignments of some variables; `infinity` where infeasible.
  private struct CostTable {
    var variables: [Int32]
    var costs: [Int32]
    static let infinity: Int32 = .max / 4
  }

  private static func eliminate(
    _ tables: [CheckedTable], _ order: [Int32], cost: (Int32) -> Int
  ) throws(CertificateError) -> Int? {
    var open: [Int: CostTable] = [:]
    var holders: [Int32: Set<Int>] = [:]
    var next = 0
    var total = 0
    func add(_ table: CostTable) {
      for variable in table.variables { holders[variable, default: []].insert(next) }
      open[next] = table
      next += 1
    }
    for table in tables where !table.variables.isEmpty {
      add(CostTable(variables: table.variables, costs: table.feasible.map { $0 ? 0 : CostTable.infinity }))
    }
    for variable in order {
      guard let indices = holders[variable] else { throw reject("variable \(variable) cannot be eliminated") }
      holders[variable] = nil
      let joined = indices.sorted().map { open.removeValue(forKey: $0)! }
      var scope: Set<Int32> = []
      for (index, table) in zip(indices.sorted(), joined) {
        scope.formUnion(table.variables)
        for other in table.variables where other != variable { holders[other]!.remove(index) }
      }
      scope.remove(variable)
      guard scope.count <= widthLimit else { throw reject("a table of \(scope.count) variables is too large") }
      let result = minimum(variable, scope.sorted(), joined, Int32(clamping: cost(variable)))
      if result.variables.isEmpty {
        if result.costs[0] >= CostTable.infinity { return nil }
        total += Int(result.costs[0])
      } else {
        add(result)
      }
    }
    guard open.isEmpty else { throw reject("the elimination leaves variables over") }
    return total
  }

  private static func minimum(
    _ variable: Int32, _ scope: [Int32], _ tables: [CostTable], _ cost: Int32
  ) -> CostTable {
    let joined = scope + [variable]
    var sums = [Int32](repeating: 0, count: 1 << joined.count)
    for table in tables {
      let weights = joined.map { variable in table.variables.firstIndex(of: variable).map { 1 << $0 } ?? 0 }
      // The place in the table, kept up as the index counts: each step clears a run of low bits and sets the next.
      var cleared = [0]
      for weight in weights { cleared.append(cleared.last! + weight) }
      var place = 0
      for index in sums.indices {
        sums[index] = min(sums[index] + table.costs[place], CostTable.infinity)
        let run = (~index).trailingZeroBitCount
        if run < weights.count { place += weights[run] - cleared[run] }
      }
    }
    let half = 1 << scope.count
    let least = (0..<half).map { min(sums[$0], min(sums[$0 + half] + cost, CostTable.infinity)) }
    return CostTable(variables: scope, costs: least)
  }
}
