extension BlockSystem {
  /// The parts that share no variable, each with its variables in this system; fixed variables are in none.
  func components() -> [(variables: [Int32], system: BlockSystem)] {
    var parent = Array(0..<Int32(costs.count))
    func root(_ variable: Int32) -> Int32 {
      var variable = variable
      while parent[Int(variable)] != variable {
        parent[Int(variable)] = parent[Int(parent[Int(variable)])]
        variable = parent[Int(variable)]
      }
      return variable
    }
    var occurs = [Bool](repeating: false, count: costs.count)
    for block in blocks {
      for variable in block.variables {
        occurs[Int(variable)] = true
        let (a, b) = (root(variable), root(block.variables[0]))
        parent[Int(max(a, b))] = min(a, b)
      }
    }
    var partOfRoot = [Int32](repeating: -1, count: costs.count)
    var local = partOfRoot
    var parts: [(variables: [Int32], system: BlockSystem)] = []
    for variable in 0..<Int32(costs.count) where occurs[Int(variable)] {
      let top = Int(root(variable))
      if partOfRoot[top] < 0 {
        partOfRoot[top] = Int32(parts.count)
        parts.append(([], BlockSystem(costs: [], values: [], blocks: [])))
      }
      let part = Int(partOfRoot[top])
      local[Int(variable)] = Int32(parts[part].variables.count)
      parts[part].variables.append(variable)
      parts[part].system.costs.append(costs[Int(variable)])
      parts[part].system.values.append(-1)
    }
    for block in blocks {
      let part = Int(partOfRoot[Int(root(block.variables[0]))])
      var moved = block
      moved.variables = block.variables.map { local[Int($0)] }
      parts[part].system.blocks.append(moved)
    }
    return parts
  }
}
