import Timing

extension BlockSystem {
  /// Fixes dominated variables, those that another one can stand in for: `i` becomes 0 when, for some `j` that costs no more, every
  /// feasible mask with `i` stays feasible with `j` in its place. Then some optimal mask lacks `i`.
  ///
  /// - Parameter deadline: ends it before all variables were looked at.
  /// - Returns: whether any variable was fixed; the tables are then no longer reduced.
  mutating func fixDominated(deadline: Deadline = .never) -> Bool {
    let blocksOfVariable = Incidence(blocks, variableCount: costs.count)
    /// By block and position: bit 0 objects to lowering, bit 1 to raising.
    var objections: [[UInt8]] = []
    for block in blocks {
      objections.append(
        block.variables.indices.map {
          let sides = block.table.sides($0)
          return (sides.loweringIsSafe ? 0 : 1) | (sides.raisingIsSafe ? 0 : 2)
        })
    }
    var fixings: [(variable: Int32, value: Bool)] = []
    var isTouched = [Bool](repeating: false, count: blocks.count)
    // The costliest first: they gain most from a stand-in.
    let open = (0..<Int32(costs.count)).filter { blocksOfVariable.count($0) > 0 }
    for (place, variable) in open.sorted(by: { (costs[Int($1)], $0) < (costs[Int($0)], $1) }).enumerated() {
      if place % 4 == 3 && deadline.hasPassed { break }
      let homes = blocksOfVariable[variable].map { Int($0) }
      // Facts about touched blocks are stale until the next round.
      if homes.contains(where: { isTouched[$0] }) { continue }
      let objecting = homes.filter { objections[$0][blocks[$0].position(of: variable)!] & 1 == 1 }
      guard let fewest = objecting.min(by: { blocks[$0].variables.count < blocks[$1].variables.count }) else {
        continue
      }
      candidates: for other in blocks[fewest].variables
      where other != variable
        && (keepsAllOptima ? costs[Int(other)] < costs[Int(variable)] : costs[Int(other)] <= costs[Int(variable)])
      {
        for home in objecting where blocks[home].position(of: other) == nil { continue candidates }
        for home in blocksOfVariable[other].lazy.map({ Int($0) }) {
          if isTouched[home] { continue candidates }
          let block = blocks[home]
          let place = block.position(of: other)!
          guard let own = block.position(of: variable) else {
            if objections[home][place] & 2 == 2 { continue candidates }
            continue
          }
          if !block.table.canReplace(own, by: place) { continue candidates }
        }
        fixings.append((variable, false))
        log?.append(.dominated(variable, by: other))
        for home in homes { isTouched[home] = true }
        for home in blocksOfVariable[other] { isTouched[Int(home)] = true }
        break
      }
    }
    if fixings.isEmpty { return false }
    var reducer = self
    reducer.impose(fixings)
    self = reducer
    return true
  }

  private mutating func impose(_ fixings: [(variable: Int32, value: Bool)]) {
    for (variable, value) in fixings { values[Int(variable)] = value ? 1 : 0 }
    for index in blocks.indices {
      for position in blocks[index].variables.indices.reversed() {
        let value = values[Int(blocks[index].variables[position])]
        if value >= 0 { blocks[index].restrict(position, to: value == 1) }
      }
    }
    blocks.removeAll { $0.variables.isEmpty }
  }
}

extension BitTable {
  /// Is every feasible assignment with variable `own` still feasible with `other` in its place?
  func canReplace(_ own: Int, by other: Int) -> Bool {
    let ownWord = own >= 6 ? 1 << (own - 6) : 0
    let otherWord = other >= 6 ? 1 << (other - 6) : 0
    let ownZero = own < 6 ? Self.zeroBits[own] : 0
    let otherZero = other < 6 ? Self.zeroBits[other] : 0
    for index in words.indices {
      var moved = words[index]
      // Assignments with `own`, moved to where they are without it, then to where they are with `other`.
      if own < 6 {
        moved = (moved >> UInt64(1 << own)) & ownZero
      } else if index & ownWord == 0 {
        continue
      }
      if other < 6 { moved = moved & ~otherZero | (moved & otherZero) << UInt64(1 << other) }
      if moved & ~words[index & ~ownWord | otherWord] != 0 { return false }
    }
    return true
  }
}
