import Timing

/// Fixes variables and shrinks tables until no table decides anything more: propagation from table to table.
struct TableReducer {
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
