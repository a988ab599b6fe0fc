extension BlockSystem {
  /// The same constraints over larger tables: every block grows by the neighbours that add fewest variables, up to
  /// `limit`. Larger tables see more together, so their bounds are stronger.
  func joined(limit: Int) -> BlockSystem {
    var blocksOfVariable = [[Int32]](repeating: [], count: costs.count)
    for (index, block) in blocks.enumerated() {
      for variable in block.variables { blocksOfVariable[Int(variable)].append(Int32(index)) }
    }
    var result = self
    result.blocks = []
    var stamp = [Int32](repeating: -1, count: blocks.count)
    var seen: Set<[Int32]> = []
    for seed in blocks.indices {
      var members = Set(blocks[seed].variables)
      var included: [Int] = [seed]
      stamp[seed] = Int32(seed)
      while true {
        // The neighbour with most variables inside among those that add least.
        var best = -1
        var bestKey = Int.max
        for variable in members.sorted() {
          for other in blocksOfVariable[Int(variable)].map({ Int($0) }) where stamp[other] != Int32(seed) {
            let added = blocks[other].variables.reduce(0) { $0 + (members.contains($1) ? 0 : 1) }
            if members.count + added > limit { continue }
            let key = added << 40 - (blocks[other].variables.count - added) << 20 + other
            if key < bestKey {
              bestKey = key
              best = other
            }
          }
        }
        if best < 0 { break }
        stamp[best] = Int32(seed)
        included.append(best)
        members.formUnion(blocks[best].variables)
      }
      let variables = members.sorted()
      if !seen.insert(variables).inserted { continue }
      var block = Block(variables: variables, table: BitTable(variableCount: variables.count))
      for index in included {
        let positions = blocks[index].variables.map { block.position(of: $0)! }
        block.table.formIntersection(blocks[index].table.expanded(to: variables.count, positions: positions))
      }
      result.blocks.append(block)
    }
    result.sortBlocks()
    return result
  }
}
