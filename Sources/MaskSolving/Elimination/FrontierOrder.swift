/// In which order a sweep takes some tables so that its frontier stays small.
struct FrontierOrder {
  var blocks: [Int]
  /// The largest number of variables alive at once.
  var width: Int

  /// Takes next, again and again, the table that leaves fewest variables alive; from several starting points.
  init(_ system: BlockSystem, blocks: some Collection<Int>) {
    let blocks = Array(blocks)
    var best = FrontierOrder(system, blocks, startingWith: 0)
    var starts: Set<Int> = [0]
    // The last table of a sweep is a good start for the way back.
    for _ in 0..<3 {
      let start = blocks.firstIndex(of: best.blocks.last!)!
      guard starts.insert(start).inserted else { break }
      let other = FrontierOrder(system, blocks, startingWith: start)
      if other.width < best.width { best = other } else { break }
    }
    self = best
  }

  /// A given order.
  init(_ system: BlockSystem, sequence: [Int]) {
    blocks = sequence
    var usesLeft = [Int](repeating: 0, count: system.costs.count)
    for block in blocks { for variable in system.blocks[block].variables { usesLeft[Int(variable)] += 1 } }
    var isAlive = [Bool](repeating: false, count: system.costs.count)
    var alive = 0
    width = 0
    for block in blocks {
      for variable in system.blocks[block].variables where !isAlive[Int(variable)] {
        isAlive[Int(variable)] = true
        alive += 1
      }
      width = max(width, alive)
      for variable in system.blocks[block].variables {
        usesLeft[Int(variable)] -= 1
        if usesLeft[Int(variable)] == 0 { alive -= 1 }
      }
    }
  }

  private init(_ system: BlockSystem, _ blocks: [Int], startingWith start: Int) {
    var usesLeft = [Int](repeating: 0, count: system.costs.count)
    for block in blocks { for variable in system.blocks[block].variables { usesLeft[Int(variable)] += 1 } }
    var isAlive = [Bool](repeating: false, count: system.costs.count)
    var alive = 0
    var left = Array(blocks.indices)
    var sequence: [Int] = []
    var width = 0
    var next = start
    while true {
      left.remove(at: left.firstIndex(of: next)!)
      sequence.append(blocks[next])
      let members = system.blocks[blocks[next]].variables
      for variable in members where !isAlive[Int(variable)] {
        isAlive[Int(variable)] = true
        alive += 1
      }
      width = max(width, alive)
      for variable in members {
        usesLeft[Int(variable)] -= 1
        if usesLeft[Int(variable)] == 0 { alive -= 1 }
      }
      var bestKey = (Int.max, Int.max)
      for candidate in left {
        var added = 0
        var leaving = 0
        for variable in system.blocks[blocks[candidate]].variables {
          if !isAlive[Int(variable)] { added += 1 }
          if usesLeft[Int(variable)] == 1 { leaving += 1 }
        }
        let key = (added, added - leaving)
        if key < bestKey {
          bestKey = key
          next = candidate
        }
      }
      if left.isEmpty { break }
    }
    self.blocks = sequence
    self.width = width
  }

  /// Neighbouring units of tables packed into groups whose frontiers stay within a width, each as large as fits.
  static func groups(_ system: BlockSystem, units: [[Int]], widthLimit: Int) -> [FrontierOrder] {
    var groups: [FrontierOrder] = []
    var start = 0
    while start < units.count {
      var order = FrontierOrder(system, blocks: units[start])
      var fits = 1
      // Doubling, then halving.
      var step = 1
      var grows = true
      while step > 0 {
        let size = fits + step
        if start + size <= units.count {
          let larger = FrontierOrder(system, blocks: units[start..<(start + size)].joined())
          if larger.width <= widthLimit {
            order = larger
            fits = size
            if grows { step *= 2 } else { step /= 2 }
            continue
          }
        }
        grows = false
        step /= 2
      }
      groups.append(order)
      start += fits
    }
    return groups
  }
}
