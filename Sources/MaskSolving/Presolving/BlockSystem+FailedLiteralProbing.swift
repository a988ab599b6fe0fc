import Timing

extension BlockSystem {
  /// Failed-literal probing (Freeman 1995): fixes variables one of whose values, propagated from table to table, leaves some
  /// table without feasible assignments.
  ///
  /// - Parameters:
  ///   - candidates: the variables to try.
  ///   - workLimit: words of tables to look at.
  /// - Returns: whether any variable was fixed; then the tables are reduced again.
  mutating func probeFailedLiterals(_ candidates: [Int32], workLimit: Int = 1 << 27, deadline: Deadline = .never)
    -> Bool
  {
    var prober = Prober(self)
    var fixings: [(variable: Int32, value: Bool)] = []
    for variable in candidates where prober.isOpen(variable) {
      if prober.work > workLimit || deadline.hasPassed { break }
      for value in [false, true] where prober.isOpen(variable) && prober.fails(variable, value) {
        // Later probes build on what follows.
        guard let followers = prober.keep(variable, !value) else {
          isInfeasible = true
          return true
        }
        log?.append(.failed(variable, !value))
        fixings.append((variable, !value))
        for (follower, value) in followers {
          log?.append(.forced(follower, value))
          fixings.append((follower, value))
        }
      }
    }
    if fixings.isEmpty { return false }
    reduce(fixings: fixings, deadline: deadline)
    return true
  }
}

/// Propagates the values of some variables through the tables.
private struct Prober {
  private let blocks: [Block]
  private let blocksOfVariable: Incidence
  /// -1 where open.
  private var values: [Int8]
  private var trail: [Int32] = []
  private var queue: [Int32] = []
  private var isQueued: [Bool]
  private(set) var work = 0

  init(_ system: BlockSystem) {
    blocks = system.blocks
    blocksOfVariable = Incidence(system.blocks, variableCount: system.costs.count)
    values = [Int8](repeating: -1, count: system.costs.count)
    isQueued = [Bool](repeating: false, count: system.blocks.count)
  }

  func isOpen(_ variable: Int32) -> Bool { values[Int(variable)] < 0 }

  /// Does some table become empty when the variable has this value?
  mutating func fails(_ variable: Int32, _ value: Bool) -> Bool {
    let mark = trail.count
    assign(variable, value)
    let isFeasible = propagate()
    while trail.count > mark { values[Int(trail.removeLast())] = -1 }
    return !isFeasible
  }

  /// Fixes the variable for good; gives what follows, in order, or nil when a table becomes empty.
  mutating func keep(_ variable: Int32, _ value: Bool) -> [(Int32, Bool)]? {
    assign(variable, value)
    guard propagate() else { return nil }
    defer { trail.removeAll() }
    return trail.dropFirst().map { ($0, values[Int($0)] == 1) }
  }

  private mutating func assign(_ variable: Int32, _ value: Bool) {
    values[Int(variable)] = value ? 1 : 0
    trail.append(variable)
    for block in blocksOfVariable[variable] where !isQueued[Int(block)] {
      isQueued[Int(block)] = true
      queue.append(block)
    }
  }

  private mutating func propagate() -> Bool {
    var isFeasible = true
    while let index = queue.popLast() {
      isQueued[Int(index)] = false
      if isFeasible { isFeasible = examine(Int(index)) }
    }
    return isFeasible
  }

  /// Fixes what a table forces under the present values; false when nothing is left of it.
  private mutating func examine(_ index: Int) -> Bool {
    let variables = blocks[index].variables
    var lowMask = UInt64.max
    // High bits that are fixed, and to what.
    var fixedBits = 0
    var fixedTo = 0
    for (position, variable) in variables.enumerated() {
      let value = values[Int(variable)]
      if value < 0 { continue }
      if position < 6 {
        lowMask &= value == 0 ? BitTable.zeroBits[position] : ~BitTable.zeroBits[position]
      } else {
        fixedBits |= 1 << (position - 6)
        if value == 1 { fixedTo |= 1 << (position - 6) }
      }
    }
    var low: UInt64 = 0
    var (ones, zeros) = (0, 0)
    let words = blocks[index].table.words
    work += words.count
    words.withUnsafeBufferPointer { words in
      for word in words.indices where word & fixedBits == fixedTo {
        let bits = words[word] & lowMask
        if bits == 0 { continue }
        low |= bits
        ones |= word
        zeros |= ~word
      }
    }
    if low == 0 { return false }
    for (position, variable) in variables.enumerated() where values[Int(variable)] < 0 {
      let (zero, one): (Bool, Bool)
      if position < 6 {
        zero = low & BitTable.zeroBits[position] != 0
        one = low & ~BitTable.zeroBits[position] != 0
      } else {
        zero = zeros >> (position - 6) & 1 == 1
        one = ones >> (position - 6) & 1 == 1
      }
      if !zero || !one { assign(variable, one) }
    }
    return true
  }
}
