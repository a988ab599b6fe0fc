extension BlockSystem {
  /// What a violated table costs: more than all variables together.
  var penalty: Int { costs.reduce(1, +) }

  /// Cost of an assignment of all variables, plus the penalty of each violated table.
  func penalisedCost(_ values: [Int8]) -> Int {
    var cost = 0
    for (variable, value) in values.enumerated() where value == 1 { cost += costs[variable] }
    for block in blocks {
      var index = 0
      for (position, variable) in block.variables.enumerated() where values[Int(variable)] == 1 {
        index |= 1 << position
      }
      if !block.table[index] { cost += penalty }
    }
    return cost
  }
}
