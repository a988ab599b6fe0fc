/// Which blocks hold each variable, in compressed rows.
struct Incidence {
  private var starts: [Int32]
  private var entries: [Int32]

  init(_ blocks: [Block], variableCount: Int) {
    var starts = [Int32](repeating: 0, count: variableCount + 1)
    for block in blocks { for variable in block.variables { starts[Int(variable) + 1] += 1 } }
    for variable in 0..<variableCount { starts[variable + 1] += starts[variable] }
    var next = starts
    var entries = [Int32](repeating: 0, count: Int(starts[variableCount]))
    for (index, block) in blocks.enumerated() {
      for variable in block.variables {
        entries[Int(next[Int(variable)])] = Int32(index)
        next[Int(variable)] += 1
      }
    }
    self.starts = starts
    self.entries = entries
  }

  /// Ascending.
  subscript(variable: Int32) -> ArraySlice<Int32> {
    entries[Int(starts[Int(variable)])..<Int(starts[Int(variable) + 1])]
  }

  func count(_ variable: Int32) -> Int { Int(starts[Int(variable) + 1] - starts[Int(variable)]) }
}
