import Timing

/// A lower bound by Lagrangian decomposition (Guignard and Kim 1987): every variable's cost is split among the tables it
/// occurs in.
///
/// Each table pays its share of its variables' costs; the sum of the tables' own minima bounds the cost of every mask
/// from below, whatever the split. The split is improved by dual block-coordinate ascent, table by table, passing on what
/// a table can spare (min-marginal averaging; Kolmogorov's TRW-S and SRMP, Lange and Swoboda's decision-diagram solver),
/// and by subgradient steps.
///
/// Everything is a whole number: costs are multiplied by ``scale`` and shares are whole, so the bound is exact.
final class LagrangianSplitting {
  /// Units per unit of cost.
  let scale: Int
  /// Start of each block's entries in `shares`.
  let starts: [Int]
  /// The share of each block's variables' costs, in units.
  private(set) var shares: [Float]
  /// The part of each variable's cost that no block pays.
  private(set) var pool: [Float]
  /// Place of an entry among its variable's, and how many the variable has.
  private let place: [Int32]
  private let occurrences: [Int32]
  private let variables: [Int32]
  private let words: [UInt64]
  private let wordStarts: [Int]
  private let counts: [Int]
  private let costs: [Int]
  /// Length of the subgradient steps relative to Polyak's; shrinks while they gain nothing.
  private var pace: Float = 1
  /// The cheapest assignment of each block when last asked for; -1 before.
  private var cheapest: [Int]
  private let kernel = MinMarginals()
  private var taken = [Float](repeating: 0, count: BitTable.variableLimit)

  /// - Parameter scale: units per unit of cost, the same for a component and all its parts.
  init(_ system: BlockSystem, scale: Int) {
    self.scale = scale
    costs = system.costs
    var starts = [0]
    var place: [Int32] = []
    var occurrences = [Int32](repeating: 0, count: system.costs.count)
    var variables: [Int32] = []
    var words: [UInt64] = []
    var wordStarts: [Int] = []
    for block in system.blocks {
      wordStarts.append(words.count)
      words += block.table.words
      for variable in block.variables {
        variables.append(variable)
        place.append(occurrences[Int(variable)])
        occurrences[Int(variable)] += 1
      }
      starts.append(variables.count)
    }
    self.starts = starts
    self.place = place
    self.occurrences = occurrences
    self.variables = variables
    self.words = words
    self.wordStarts = wordStarts
    counts = system.blocks.map(\.variables.count)
    cheapest = [Int](repeating: -1, count: system.blocks.count)
    shares = system.blocks.flatMap(\.shares)
    pool = system.costs.map { Float($0 * scale) }
    for (entry, variable) in variables.enumerated() { pool[Int(variable)] -= shares[entry] }
  }

  /// Hands the shares over to a system of the same blocks, for a warm start after some variables are fixed.
  func store(into system: inout BlockSystem) {
    for block in system.blocks.indices {
      system.blocks[block].shares = Array(shares[starts[block]..<starts[block + 1]])
    }
  }

  /// The largest power of two that keeps sixteen variables' costs well below a float's 2^24.
  static func scale(costs: [Int]) -> Int {
    let largest = max(1, costs.max() ?? 1)
    var scale = 1
    while scale < 1 << 12 && largest * scale * 2 <= 1 << 16 { scale *= 2 }
    return scale
  }

  /// Sixteen shares add up exactly in a float.
  private static let shareLimit: Float = 0x1p19

  /// One pass over all blocks, forward or backward.
  func sweep(forward: Bool, share: Float = 1) {
    words.withUnsafeBufferPointer { words in
      shares.withUnsafeMutableBufferPointer { shares in
        taken.withUnsafeMutableBufferPointer { taken in
          for step in counts.indices {
            let block = forward ? step : counts.count - 1 - step
            let start = starts[block]
            let count = counts[block]
            for entry in start..<(start + count) {
              let variable = Int(variables[entry])
              // What lies in the pool is divided among the blocks still to come in this pass.
              let left = forward ? occurrences[variable] - place[entry] : place[entry] + 1
              let free = pool[variable]
              if free == 0 { continue }
              let part = left == 1 ? free : (free / Float(left)).rounded(.towardZero)
              let share = min(max(shares[entry] + part, -Self.shareLimit), Self.shareLimit)
              pool[variable] = free - (share - shares[entry])
              shares[entry] = share
            }
            kernel.take(
              words.baseAddress! + wordStarts[block], count, shares.baseAddress! + start,
              taken: taken.baseAddress!, share: share)
            for index in 0..<count where taken[index] != 0 {
              let share = min(max(shares[start + index] - taken[index], -Self.shareLimit), Self.shareLimit)
              pool[Int(variables[start + index])] += shares[start + index] - share
              shares[start + index] = share
            }
          }
        }
      }
    }
  }

  /// Moves the shares along the (deflected) subgradient: where tables disagree about a variable, those that want it pay
  /// more and the others less. Leaves the points at which block-coordinate ascent is stuck.
  ///
  /// - Parameter target: a cost that is believed reachable, for Polyak's step length.
  func ascend(rounds: Int, target: Int, deadline: Deadline) {
    var best = bound() ?? 0
    var (bestShares, bestPool) = (shares, pool)
    divideEvenly()
    var direction = [Float](repeating: 0, count: shares.count)
    var wishes = Wishes(entries: shares.count, variables: pool.count)
    var stale = 0
    for _ in 0..<rounds {
      if deadline.hasPassed { break }
      collect(&wishes)
      if Int(wishes.cost) > best {
        if Int(wishes.cost) > best + scale / 20 { stale = 0 }
        best = Int(wishes.cost)
        (bestShares, bestPool) = (shares, pool)
      }
      stale += 1
      if stale > 12 {
        pace *= 0.7
        stale = 0
      }
      let norm = turn(&direction, towards: wishes)
      if norm == 0 { break }
      let step = pace * max(Float(target * scale) - Float(wishes.cost), Float(scale) / 4) / norm
      for entry in shares.indices { shares[entry] += step * direction[entry] }
    }
    (shares, pool) = (bestShares, bestPool)
    roundToWhole()
  }

  /// The cheapest assignments of all blocks under the present shares.
  private struct Wishes {
    /// What they cost together.
    var cost = 0.0
    /// By entry: 1 where its block's assignment keeps the variable.
    var chosen: [Float]
    /// By variable: how many blocks' assignments keep it.
    var count: [Float]

    init(entries: Int, variables: Int) {
      chosen = [Float](repeating: 0, count: entries)
      count = [Float](repeating: 0, count: variables)
    }
  }

  private func collect(_ wishes: inout Wishes) {
    wishes.cost = 0
    for variable in wishes.count.indices { wishes.count[variable] = 0 }
    for block in counts.indices {
      let (least, assignment) = argmin(block)
      cheapest[block] = assignment
      wishes.cost += Double(least)
      for index in 0..<counts[block] {
        let entry = starts[block] + index
        wishes.chosen[entry] = assignment >> index & 1 == 1 ? 1 : 0
        wishes.count[Int(variables[entry])] += wishes.chosen[entry]
      }
    }
  }

  /// The new direction, deflected by the old one; gives its squared length.
  private func turn(_ direction: inout [Float], towards wishes: Wishes) -> Float {
    var norm: Float = 0
    for entry in direction.indices {
      let variable = Int(variables[entry])
      let gradient = wishes.chosen[entry] - wishes.count[variable] / Float(occurrences[variable])
      direction[entry] = gradient + 0.6 * direction[entry]
      norm += direction[entry] * direction[entry]
    }
    return norm
  }

  /// Gives everything in the pool to the blocks, in equal parts.
  private func divideEvenly() {
    for entry in shares.indices {
      let variable = Int(variables[entry])
      shares[entry] += pool[variable] / Float(occurrences[variable])
    }
    for variable in pool.indices where occurrences[variable] > 0 { pool[variable] = 0 }
  }

  /// Makes the shares whole numbers again; what rounding leaves goes to the pool.
  private func roundToWhole() {
    for entry in shares.indices {
      shares[entry] = min(max(shares[entry].rounded(), -Self.shareLimit), Self.shareLimit)
    }
    for variable in pool.indices where occurrences[variable] > 0 { pool[variable] = Float(costs[variable] * scale) }
    for (entry, variable) in variables.enumerated() { pool[Int(variable)] -= shares[entry] }
  }

  /// The cheapest assignment of a block under the present shares.
  private func argmin(_ block: Int) -> (cost: Float, assignment: Int) {
    words.withUnsafeBufferPointer { words in
      shares.withUnsafeBufferPointer { shares in
        kernel.argmin(
          words.baseAddress! + wordStarts[block], counts[block], shares.baseAddress! + starts[block],
          start: cheapest[block])
      }
    }
  }

  /// The bound in units: no mask costs less. Nil when a table has no feasible assignment.
  func bound() -> Int? {
    var total = 0
    for variable in pool.indices where pool[variable] < 0 { total += Int(pool[variable]) }
    for block in counts.indices {
      let (least, assignment) = argmin(block)
      guard least.isFinite else { return nil }
      cheapest[block] = assignment
      total += Int(least)
    }
    return total
  }

  /// What each value of a variable adds to the bound, in units.
  struct ReducedCosts {
    /// The bound without any variable fixed.
    var bound: Int
    /// By variable: by how much 1 lifts the bound, and by how much 0 does.
    var raising: [Int]
    var lowering: [Int]
  }

  func reducedCosts() -> ReducedCosts {
    var raising = [Int](repeating: 0, count: pool.count)
    var lowering = raising
    var total = 0
    for variable in pool.indices {
      let free = Int(pool[variable])
      if free < 0 {
        total += free
        lowering[variable] -= free
      } else {
        raising[variable] += free
      }
    }
    for block in counts.indices {
      let least = words.withUnsafeBufferPointer { words in
        shares.withUnsafeBufferPointer { shares in
          kernel.marginals(
            words.baseAddress! + wordStarts[block], counts[block], shares.baseAddress! + starts[block],
            differences: &taken)
        }
      }
      total += Int(least)
      for index in 0..<counts[block] {
        let variable = Int(variables[starts[block] + index])
        let difference = taken[index]
        if difference > 0 {
          raising[variable] += difference.isFinite ? Int(difference) : 1 << 40
        } else {
          lowering[variable] += difference.isFinite ? Int(-difference) : 1 << 40
        }
      }
    }
    return ReducedCosts(bound: total, raising: raising, lowering: lowering)
  }
}
