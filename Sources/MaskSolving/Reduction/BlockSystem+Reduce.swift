import Timing

extension BlockSystem {
  /// Fixes what the tables decide, to a fixed point.
  ///
  /// - A variable with only one feasible value in some table takes it.
  /// - A variable whose lowering no table objects to becomes 0; one that costs nothing and whose raising no table
  ///   objects to becomes 1. (Some optimal mask has it so.)
  /// - A variable that makes no difference to a table leaves it; a table without infeasible assignments is dropped.
  /// - A variable that another one can stand in for becomes 0.
  /// - A table over a subset of another's variables is merged into it.
  ///
  /// - Parameters:
  ///   - fixings: values to impose first.
  ///   - deadline: ends it before the fixed point; what was done is sound.
  mutating func reduce(fixings: [(variable: Int32, value: Bool)] = [], deadline: Deadline = .never) {
    var reducer = Reducer(self)
    reducer.run(fixings, deadline: deadline)
    self = reducer.system
    if isInfeasible || deadline.hasPassed { return }
    if (log == nil && mergeSubsets(deadline: deadline)) || fixDominated(deadline: deadline) {
      reduce(deadline: deadline)
    }
  }

  /// Merges blocks into those that contain their variables; says whether a table became smaller by it.
  private mutating func mergeSubsets(deadline: Deadline) -> Bool {
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

private struct Reducer {
  var system: BlockSystem
  /// Blocks that held the variable at the start.
  private let blocksOfVariable: Incidence
  /// How many tables object to lowering (raising) the variable.
  private var objectsToLowering: [Int32]
  private var objectsToRaising: [Int32]
  /// What each block last said, by position: bit 0 lowering, bit 1 raising.
  private var objections: [[UInt8]]
  private var queue: [Int32]
  private var queued: [Bool]
  private var open: [Int32] = []

  init(_ system: BlockSystem) {
    self.system = system
    blocksOfVariable = Incidence(system.blocks, variableCount: system.costs.count)
    objectsToLowering = [Int32](repeating: 0, count: system.costs.count)
    objectsToRaising = objectsToLowering
    objections = []
    for block in system.blocks {
      objections.append([UInt8](repeating: 3, count: block.variables.count))
      for variable in block.variables {
        objectsToLowering[Int(variable)] += 1
        objectsToRaising[Int(variable)] += 1
      }
    }
    queue = Array(0..<Int32(system.blocks.count)).reversed()
    queued = [Bool](repeating: true, count: system.blocks.count)
  }

  mutating func run(_ fixings: [(variable: Int32, value: Bool)], deadline: Deadline) {
    for (variable, value) in fixings {
      if system.values[Int(variable)] >= 0 {
        if (system.values[Int(variable)] == 1) != value { system.isInfeasible = true }
        continue
      }
      fix(variable, to: value)
      if system.isInfeasible { return }
    }
    var examined = 0
    while let index = queue.popLast() {
      queued[Int(index)] = false
      examine(Int(index))
      if system.isInfeasible { return }
      examined += 1
      if examined % 8 == 0 && deadline.hasPassed { break }
    }
    system.blocks.removeAll { $0.variables.isEmpty }
  }

  private mutating func examine(_ index: Int) {
    if system.blocks[index].table.isEmpty {
      system.isInfeasible = true
      return
    }
    var position = system.blocks[index].variables.count - 1
    while position >= 0 && position < system.blocks[index].variables.count {
      let variable = system.blocks[index].variables[position]
      let sides = system.blocks[index].table.sides(position)
      if !sides.onePossible {
        system.log?.append(.forced(variable, false))
        fix(variable, to: false)
      } else if !sides.zeroPossible {
        system.log?.append(.forced(variable, true))
        fix(variable, to: true)
      } else if sides.loweringIsSafe && sides.raisingIsSafe {
        object(index, position, 0)
        remove(position, from: index, value: false)
        oneSided(variable)
      } else {
        object(index, position, (sides.loweringIsSafe ? 0 : 1) | (sides.raisingIsSafe ? 0 : 2))
        oneSided(variable)
      }
      position -= 1
    }
  }

  private mutating func object(_ index: Int, _ position: Int, _ bits: UInt8) {
    let variable = Int(system.blocks[index].variables[position])
    let before = objections[index][position]
    if before & 1 != bits & 1 { objectsToLowering[variable] += bits & 1 == 1 ? 1 : -1 }
    if before & 2 != bits & 2 { objectsToRaising[variable] += bits & 2 == 2 ? 1 : -1 }
    objections[index][position] = bits
  }

  private mutating func oneSided(_ variable: Int32) {
    if system.values[Int(variable)] >= 0 { return }
    if objectsToLowering[Int(variable)] == 0 {
      system.log?.append(.unopposed(variable, false))
      fix(variable, to: false)
    } else if objectsToRaising[Int(variable)] == 0 && system.costs[Int(variable)] == 0 {
      system.log?.append(.unopposed(variable, true))
      fix(variable, to: true)
    }
  }

  private mutating func remove(_ position: Int, from index: Int, value: Bool) {
    system.blocks[index].restrict(position, to: value)
    objections[index].remove(at: position)
  }

  private mutating func fix(_ variable: Int32, to value: Bool) {
    if system.values[Int(variable)] >= 0 { return }
    system.values[Int(variable)] = value ? 1 : 0
    for index in blocksOfVariable[variable].lazy.map({ Int($0) }) {
      guard let position = system.blocks[index].position(of: variable) else { continue }
      remove(position, from: index, value: value)
      if system.blocks[index].table.isEmpty {
        system.isInfeasible = true
        return
      }
      if !queued[index] {
        queued[index] = true
        queue.append(Int32(index))
      }
    }
  }
}
