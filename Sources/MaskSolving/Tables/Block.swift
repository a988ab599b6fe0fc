/// All constraints over the same few variables, as one table of feasible assignments.
struct Block: Sendable, Equatable {
  /// Ascending.
  var variables: [Int32]
  var table: BitTable
  /// The part of each variable's cost that this block pays, in units of ``LagrangianSplitting``.
  var shares: [Float]
  /// The problem's constraints that made the table.
  var origins: [Int32] = []

  init(variables: [Int32], table: BitTable, shares: [Float]? = nil) {
    self.variables = variables
    self.table = table
    self.shares = shares ?? [Float](repeating: 0, count: variables.count)
  }

  /// Takes a variable out, which has `value` from now on.
  mutating func restrict(_ position: Int, to value: Bool) {
    table = table.restricted(position, to: value)
    variables.remove(at: position)
    shares.remove(at: position)
  }

  func position(of variable: Int32) -> Int? {
    var low = 0
    var high = variables.count
    while low < high {
      let middle = (low + high) / 2
      if variables[middle] < variable { low = middle + 1 } else { high = middle }
    }
    return low < variables.count && variables[low] == variable ? low : nil
  }
}

extension Block {
  /// Keeps the assignments that satisfy a constraint over some of the block's variables.
  mutating func require(_ constraint: IntegerConstraint) {
    var weights = [Int64](repeating: 0, count: variables.count)
    var offset: Int64 = 0
    for (literal, weight) in zip(constraint.literals, constraint.weights) {
      let position = position(of: literal.variable)!
      if literal.isNegated {
        offset += weight
        weights[position] = -weight
      } else {
        weights[position] = weight
      }
    }
    table.intersect(weights: weights, offset: offset, bound: constraint.bound)
    origins.append(constraint.origin)
  }
}
