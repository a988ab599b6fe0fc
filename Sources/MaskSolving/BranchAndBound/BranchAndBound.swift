import Timing

/// Branch and bound (Land and Doig 1960) over a system of tables: bounds by Lagrangian splitting, reduced-cost fixing,
/// decomposition into connected parts, and branching when nothing else helps.
final class BranchAndBound {
  /// What is known about a system after a search.
  struct Outcome {
    /// A mask cheaper than the cutoff, the best one found, with its cost; nil when none was found.
    var best: (values: [Int8], cost: Int)?
    /// Every mask costs at least this; a bound at the cutoff or above only says that no mask is cheaper than the cutoff.
    var bound: Int

    var isComplete: Bool { best.map { bound >= $0.cost } ?? false }
  }

  let scale: Int
  let deadline: Deadline
  /// Nodes left to open.
  private(set) var nodesLeft: Int
  /// Parts whose elimination takes at most so many table entries are eliminated instead of branched on.
  private let eliminationLimit = 1 << 14

  init(scale: Int, deadline: Deadline, nodeLimit: Int) {
    self.scale = scale
    self.deadline = deadline
    nodesLeft = nodeLimit
  }

  var isStopped: Bool { nodesLeft <= 0 || deadline.hasPassed }

  /// Searches `system`, already reduced, for the cheapest mask below `cutoff`.
  func minimise(_ system: BlockSystem, below cutoff: Int) -> Outcome {
    if system.isInfeasible { return Outcome(best: nil, bound: cutoff) }
    let fixed = system.fixedCost
    let parts = system.components()
    if parts.isEmpty {
      return Outcome(best: fixed < cutoff ? (system.values.map { max($0, 0) }, fixed) : nil, bound: fixed)
    }
    if parts.count == 1 && parts[0].variables.count == system.costs.count {
      return minimisePart(parts[0].system, below: cutoff)
    }
    // Each part gets the cutoff that the others leave it.
    var splittings: [(part: Int, bound: Int, system: BlockSystem)] = []
    var total = fixed
    for (index, part) in parts.enumerated() {
      var system = part.system
      let bound = improve(&system, until: cutoff - total)
      splittings.append((index, bound, system))
      total += bound
      if total >= cutoff { return Outcome(best: nil, bound: total) }
    }
    var values = system.values.map { max($0, 0) }
    var cost: Int? = fixed
    // Small parts are settled first: what they add tightens the rest.
    splittings.sort {
      $0.system.costs.count != $1.system.costs.count ? $0.system.costs.count < $1.system.costs.count : $0.part < $1.part
    }
    for entry in splittings {
      let outcome = minimisePart(entry.system, below: cutoff - (total - entry.bound), bound: entry.bound)
      total += max(0, outcome.bound - entry.bound)
      if let best = outcome.best {
        for (variable, value) in zip(parts[entry.part].variables, best.values) { values[Int(variable)] = value }
        cost = cost.map { $0 + best.cost }
      } else {
        cost = nil
        if total >= cutoff { return Outcome(best: nil, bound: total) }
      }
    }
    guard let cost, cost < cutoff else { return Outcome(best: nil, bound: total) }
    return Outcome(best: (values, cost), bound: total)
  }

  /// Improves the splitting of `system` until it proves `cutoff` or gains little; gives the bound, rounded up.
  private func improve(_ system: inout BlockSystem, until cutoff: Int) -> Int {
    let splitting = LagrangianSplitting(system, scale: scale)
    let bound = improve(splitting, until: cutoff)
    splitting.store(into: &system)
    return bound
  }

  private func improve(_ splitting: LagrangianSplitting, until cutoff: Int) -> Int {
    var best = 0
    for round in 0..<12 {
      splitting.sweep(forward: true)
      splitting.sweep(forward: false)
      guard let units = splitting.bound() else { return cutoff }
      let gain = units - best
      best = units
      if roundedUp(units) >= cutoff || deadline.hasPassed { break }
      if round > 0 && gain * 20 < scale { break }
    }
    return roundedUp(best)
  }

  private func roundedUp(_ units: Int) -> Int { units <= 0 ? 0 : (units + scale - 1) / scale }

  /// One connected part without fixed variables.
  private func minimisePart(_ part: BlockSystem, below cutoff: Int, bound known: Int? = nil) -> Outcome {
    if part.blocks.count == 1 { return minimiseBlock(part, below: cutoff) }
    nodesLeft -= 1
    if let order = EliminationOrder(part, widthLimit: 16, entryLimit: eliminationLimit, canCondition: false) {
      let zeros = [Int8](repeating: 0, count: part.costs.count)
      let (cost, values) = BucketElimination(system: part, order: order, values: zeros).minimise()
      return Outcome(best: cost < cutoff ? (values, cost) : nil, bound: min(cost, cutoff))
    }
    var part = part
    let splitting = LagrangianSplitting(part, scale: scale)
    let bound = known ?? improve(splitting, until: cutoff)
    if bound >= cutoff { return Outcome(best: nil, bound: bound) }
    if isStopped { return Outcome(best: nil, bound: bound) }
    splitting.store(into: &part)
    let reduced = splitting.reducedCosts()

    let fixings = reducedCostFixings(part, reduced, below: cutoff)
    if !fixings.isEmpty {
      var smaller = part
      smaller.reduce(fixings: fixings)
      let outcome = minimise(smaller, below: cutoff)
      return Outcome(
        best: outcome.best, bound: max(bound, outcome.best == nil ? min(outcome.bound, cutoff) : outcome.bound))
    }

    let choice = branchingVariable(part, reduced)
    let first = reduced.lowering[choice] > reduced.raising[choice]
    var best: (values: [Int8], cost: Int)?
    var cutoffNow = cutoff
    var boundNow = Int.max
    for value in [first, !first] {
      var child = part
      child.reduce(fixings: [(Int32(choice), value)])
      let outcome = minimise(child, below: cutoffNow)
      boundNow = min(boundNow, outcome.bound)
      if let found = outcome.best {
        best = found
        cutoffNow = found.cost
        if cutoffNow <= bound { return Outcome(best: best, bound: bound) }
      }
    }
    return Outcome(best: best, bound: max(bound, boundNow))
  }

  /// A single table: tries every assignment.
  private func minimiseBlock(_ part: BlockSystem, below cutoff: Int) -> Outcome {
    let block = part.blocks[0]
    var best = Int.max
    var argument = 0
    for (index, word) in block.table.words.enumerated() {
      var bits = word
      while bits != 0 {
        let assignment = index << 6 | bits.trailingZeroBitCount
        bits &= bits - 1
        var cost = 0
        var rest = assignment
        while rest != 0 {
          cost += part.costs[Int(block.variables[rest.trailingZeroBitCount])]
          rest &= rest - 1
        }
        if cost < best {
          best = cost
          argument = assignment
        }
      }
    }
    guard best < cutoff else { return Outcome(best: nil, bound: min(best, cutoff)) }
    var values = [Int8](repeating: 0, count: part.costs.count)
    for (position, variable) in block.variables.enumerated() {
      values[Int(variable)] = Int8(argument >> position & 1)
    }
    return Outcome(best: (values, best), bound: best)
  }
}
