/// Bucket elimination (Dechter 1999; non-serial dynamic programming, Bertelè and Brioschi 1972): minimises a system exactly
/// by eliminating its variables one by one. Cheap wherever small separators cut the system, as they do in the thin
/// components that images give.
struct BucketElimination {
  private static let ceiling: Int32 = 1 << 29

  let system: BlockSystem
  let order: EliminationOrder
  /// Values of the conditioned variables are read from here.
  let values: [Int8]
  /// An assignment outside a table costs this much, once a table: more than all variables together.
  private let penalty: Int32

  init(system: BlockSystem, order: EliminationOrder, values: [Int8]) {
    self.system = system
    self.order = order
    self.values = values
    penalty = Int32(system.penalty)
  }

  private struct Factor {
    /// By falling rank: the next to leave is the last, at the highest bit.
    var variables: [Int32]
    /// Costs, or (for a block's table) empty with the feasible assignments in `words`.
    var costs: [Int32]
    var words: [UInt64]
  }

  /// The least cost over the eliminated variables and an assignment that reaches it. Ties prefer 0, the variable
  /// eliminated last deciding first.
  func minimise() -> (cost: Int, values: [Int8]) {
    var rank = [Int32](repeating: -1, count: system.costs.count)
    for (place, variable) in order.variables.enumerated() { rank[Int(variable)] = Int32(place) }
    var buckets = [[Factor]](repeating: [], count: order.variables.count)
    var constant: Int32 = 0
    func add(_ factor: Factor) {
      if let top = factor.variables.last {
        buckets[Int(rank[Int(top)])].append(factor)
      } else {
        let cost = factor.costs.isEmpty ? (factor.words[0] & 1 == 1 ? 0 : penalty) : factor.costs[0]
        constant = min(constant + cost, Self.ceiling)
      }
    }
    for block in system.blocks { add(factor(block, rank)) }

    var choices = [[UInt64]](repeating: [], count: order.variables.count)
    var scopes = [[Int32]](repeating: [], count: order.variables.count)
    for (place, variable) in order.variables.enumerated() {
      let factors = buckets[place]
      buckets[place] = []
      var scope = order.scopes[place]
      // Scopes are upper bounds: keep what the factors really mention.
      scope = scope.filter { member in factors.contains { $0.variables.contains(member) } }
      scope.sort { rank[Int($0)] > rank[Int($1)] }
      let (costs, choice) = eliminate(variable, scope, factors)
      choices[place] = choice
      scopes[place] = scope
      add(Factor(variables: scope, costs: costs, words: []))
    }

    var result = values
    for place in order.variables.indices.reversed() {
      var index = 0
      for (bit, variable) in scopes[place].enumerated() where result[Int(variable)] == 1 { index |= 1 << bit }
      result[Int(order.variables[place])] = Int8(choices[place][index >> 6] >> UInt64(index & 63) & 1)
    }
    return (Int(constant), result)
  }

  /// A block's table with the conditioned variables set, in the order of ranks.
  private func factor(_ block: Block, _ rank: [Int32]) -> Factor {
    var table = block.table
    var variables = block.variables
    for position in variables.indices.reversed() where rank[Int(variables[position])] < 0 {
      table = table.restricted(position, to: values[Int(variables[position])] == 1)
      variables.remove(at: position)
    }
    return Factor(
      variables: variables.sorted { rank[Int($0)] > rank[Int($1)] }, costs: [], words: reordered(table, variables, rank)
    )
  }

  private func reordered(_ table: BitTable, _ variables: [Int32], _ rank: [Int32]) -> [UInt64] {
    let sorted = variables.sorted { rank[Int($0)] > rank[Int($1)] }
    if sorted == variables { return table.words }
    let source = IndexMap(from: sorted, to: variables)
    var words = [UInt64](repeating: 0, count: table.words.count)
    for index in 0..<(1 << variables.count) where table[source[index]] {
      words[index >> 6] |= 1 << UInt64(index & 63)
    }
    return words
  }

  private func eliminate(_ variable: Int32, _ scope: [Int32], _ factors: [Factor]) -> ([Int32], [UInt64]) {
    let joined = scope + [variable]
    let half = 1 << scope.count
    let size = 2 * half
    return withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { sums in
      sums.initialize(repeating: 0)
      let cost = Int32(system.costs[Int(variable)])
      for index in half..<size { sums[index] = cost }
      for factor in factors {
        let map = IndexMap(from: joined, to: factor.variables)
        let rowSize = min(size, 256)
        map.withRow { row in
          for start in stride(from: 0, to: size, by: 256) {
            let base = map[start]
            if factor.costs.isEmpty {
              factor.words.withUnsafeBufferPointer { words in
                for index in 0..<rowSize {
                  let place = base &+ Int(row[index])
                  let missing = Int32(truncatingIfNeeded: ~(words[place >> 6] >> UInt64(place & 63)) & 1)
                  sums[start + index] = min(sums[start + index] &+ missing &* penalty, Self.ceiling)
                }
              }
            } else {
              factor.costs.withUnsafeBufferPointer { costs in
                for index in 0..<rowSize {
                  sums[start + index] = min(sums[start + index] &+ costs[base &+ Int(row[index])], Self.ceiling)
                }
              }
            }
          }
        }
      }
      var costs = [Int32](repeating: 0, count: half)
      var choice = [UInt64](repeating: 0, count: max(1, half >> 6))
      for index in 0..<half {
        let zero = sums[index]
        let one = sums[half + index]
        costs[index] = min(min(zero, one), Self.ceiling)
        if one < zero { choice[index >> 6] |= 1 << UInt64(index & 63) }
      }
      return (costs, choice)
    }
  }
}
