import Timing

extension BlockSystem {
  /// Merges each block into those that contain all its variables; says whether a table became smaller by it.
  mutating func mergeSubsumed(deadline: Deadline) -> Bool {
    let blocksOfVariable = Incidence(blocks, variableCount: costs.count)
    // Which variables a block has, modulo 64: most pairs are told apart by it.
    let signatures = blocks.map { $0.variables.reduce(UInt64(0)) { $0 | 1 << UInt64($1 & 63) } }
    var isMerged = [Bool](repeating: false, count: blocks.count)
    var changed = false
    for index in blocks.indices {
      if index % 8 == 7 && deadline.hasPassed { break }
      let variables = blocks[index].variables
      let rarest = variables.min { blocksOfVariable.count($0) < blocksOfVariable.count($1) }!
      for other in blocksOfVariable[rarest].lazy.map({ Int($0) })
      where other != index && !isMerged[other] && signatures[index] & ~signatures[other] == 0 {
        if blocks[other].variables.count < variables.count { continue }
        let positions = variables.compactMap { blocks[other].position(of: $0) }
        guard positions.count == variables.count else { continue }
        let before = blocks[other].table
        blocks[other].table.formIntersection(
          blocks[index].table.expanded(to: blocks[other].variables.count, positions: positions))
        if blocks[other].table != before { changed = true }
        for (place, position) in positions.enumerated() {
          blocks[other].shares[position] += blocks[index].shares[place]
        }
        isMerged[index] = true
      }
    }
    if isMerged.contains(true) { blocks = blocks.indices.filter { !isMerged[$0] }.map { blocks[$0] } }
    return changed
  }
}
