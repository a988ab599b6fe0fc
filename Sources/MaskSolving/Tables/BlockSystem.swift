import Timing

/// A component as tables over overlapping small sets of variables.
///
/// Neurons that see the same windows share a table, so that their constraints act together: what they force jointly is
/// seen, and no later bound loses anything inside a table.
struct BlockSystem: Sendable {
  var costs: [Int]
  /// 1, 0, or -1 for variables still open. Only open variables occur in `blocks`.
  var values: [Int8]
  var blocks: [Block]
  var isInfeasible = false
  /// When not nil, every reduction is noted here, and tables are not merged on the way (a proof names the first ones).
  var log: [ReductionStep]?
  /// Whether reductions must keep every optimal mask, not only one (among variables that cost something).
  var keepsAllOptima = false

  init(costs: [Int], values: [Int8], blocks: [Block]) {
    self.costs = costs
    self.values = values
    self.blocks = blocks
  }

  /// Larger costs would not be exact in the arithmetic of cost splitting.
  private static let costLimit = 1 << 15

  /// Nil when a constraint has too many variables for a table, a variable costs too much, or time is up.
  init?(_ component: Component, deadline: Deadline = .never) {
    if component.costs.contains(where: { $0 > Self.costLimit }) { return nil }
    costs = component.costs
    values = [Int8](repeating: -1, count: component.costs.count)
    blocks = []
    var groups: [[Int32]: [Int]] = [:]
    var order: [[Int32]] = []
    for (index, constraint) in component.constraints.enumerated() {
      if constraint.literals.count > BitTable.variableLimit { return nil }
      let support = constraint.literals.map(\.variable).sorted()
      if groups[support] == nil { order.append(support) }
      groups[support, default: []].append(index)
    }
    // Larger supports first, so that a smaller one finds those that hold it.
    order.sort { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
    var blocksOfVariable = [[Int32]](repeating: [], count: costs.count)
    for support in order {
      var homes: [Int] = []
      let rarest = support.min { blocksOfVariable[Int($0)].count < blocksOfVariable[Int($1)].count }!
      for candidate in blocksOfVariable[Int(rarest)] {
        let block = blocks[Int(candidate)]
        if support.allSatisfy({ block.position(of: $0) != nil }) { homes.append(Int(candidate)) }
      }
      if homes.isEmpty {
        for variable in support { blocksOfVariable[Int(variable)].append(Int32(blocks.count)) }
        homes = [blocks.count]
        blocks.append(Block(variables: support, table: BitTable(variableCount: support.count)))
      }
      for home in homes {
        if deadline.hasPassed { return nil }
        for index in groups[support]! { blocks[home].require(component.constraints[index]) }
      }
    }
    sortBlocks()
  }

  /// Bytes of the tables.
  var tableBytes: Int { blocks.reduce(0) { $0 + 8 * $1.table.words.count } }

  /// Bytes that a component's tables take at most, and what goes with them; 0 when a constraint is too wide for one.
  static func tableBytes(of component: Component) -> Int {
    var supports: Set<[Int32]> = []
    var bytes = 0
    for constraint in component.constraints {
      let count = constraint.literals.count
      if count > BitTable.variableLimit { return 0 }
      if supports.insert(constraint.literals.map(\.variable).sorted()).inserted {
        bytes += max(8, 1 << (count - 3)) + 32 * count + 200
      }
    }
    return bytes
  }

  /// Blocks by their first variables: neighbours in the image are neighbours here.
  mutating func sortBlocks() {
    blocks.sort { $0.variables.lexicographicallyPrecedes($1.variables) }
  }

  /// Cost of the variables fixed to 1.
  var fixedCost: Int {
    var cost = 0
    for (variable, value) in values.enumerated() where value == 1 { cost += costs[variable] }
    return cost
  }

  var openVariables: [Int32] {
    var open = [Bool](repeating: false, count: costs.count)
    for block in blocks { for variable in block.variables { open[Int(variable)] = true } }
    return (0..<Int32(costs.count)).filter { open[Int($0)] }
  }
}
