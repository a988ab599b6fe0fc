/// Minimises a linear cost over a few tables by dynamic programming along a path decomposition: one table after the other,
/// with the least cost of every assignment of the *frontier*, the variables that some table before and some table after
/// mention.
///
/// The same as bucket elimination in that order, in a form that runs through memory in straight lines: a variable that
/// enters the frontier becomes the highest bit of the index, and the bits above one that leaves move down.
/// Costs are 16-bit numbers relative to the least one; where one would exceed ``ceiling`` it is cut to it, which can
/// only lower the minimum: what comes out is a lower bound in any case, and exact unless values of the frontier's
/// variables differ in cost by more than that.
struct FrontierElimination {
  typealias Lane = SIMD8<Int16>

  /// Costs above the least one are cut to this.
  static let ceiling: Int16 = 16_000
  /// Magnitude of the largest cost that a variable may have.
  static let costLimit: Int16 = 8_000

  private enum Step {
    /// `bit` variables are in the frontier before.
    case enter(entry: Int, bit: Int)
    /// A table whose lowest six bits are those of the frontier's index; `places` are the other bits that it has.
    case table(words: [UInt64], places: [Int], width: Int)
    /// `width` variables are in the frontier before.
    case leave(entry: Int, bit: Int, width: Int)
  }

  /// In the order in which they enter; costs and values are given in this order.
  let variables: [Int32]
  /// In the order of the sweep.
  let blocks: [Int]
  /// Entries in the order in which they leave.
  var leaving: [Int] {
    steps.compactMap { step in
      if case .leave(let entry, _, _) = step { entry } else { nil }
    }
  }

  /// Most bits of the frontier's index.
  let width: Int
  /// Entries touched by one minimisation, a measure of its time.
  let work: Int
  /// Bytes of its tables.
  let tableBytes: Int
  private let steps: [Step]

  init(_ system: BlockSystem, order: FrontierOrder) {
    blocks = order.blocks
    width = max(FrontierCosts.leastWidth, order.width)
    var usesLeft = [Int](repeating: 0, count: system.costs.count)
    for block in blocks { for variable in system.blocks[block].variables { usesLeft[Int(variable)] += 1 } }
    var frontier: [Int32] = []
    var entryOf = [Int](repeating: -1, count: system.costs.count)
    var variables: [Int32] = []
    var steps: [Step] = []
    var work = 0
    for block in blocks {
      let members = system.blocks[block].variables
      for variable in members where entryOf[Int(variable)] < 0 {
        entryOf[Int(variable)] = variables.count
        steps.append(.enter(entry: variables.count, bit: frontier.count))
        frontier.append(variable)
        variables.append(variable)
        work += 1 << frontier.count
      }
      let bits = members.map { member in frontier.firstIndex(of: member)! }
      steps.append(Self.tableStep(system.blocks[block].table, bits: bits, width: frontier.count))
      work += 1 << frontier.count
      for variable in members {
        usesLeft[Int(variable)] -= 1
        if usesLeft[Int(variable)] == 0 {
          let bit = frontier.firstIndex(of: variable)!
          steps.append(.leave(entry: entryOf[Int(variable)], bit: bit, width: frontier.count))
          work += 1 << frontier.count
          frontier.remove(at: bit)
        }
      }
    }
    self.variables = variables
    self.steps = steps
    self.work = work
    tableBytes = steps.reduce(0) { total, step in
      if case .table(let words, _, _) = step { total + 8 * words.count } else { total }
    }
  }

  private static func tableStep(_ table: BitTable, bits: [Int], width: Int) -> Step {
    let places = bits.filter { $0 >= 6 }.sorted()
    var words = [UInt64](repeating: 0, count: 1 << places.count)
    // What each bit of the arranged index adds to the table's own.
    let weights = (Array(0..<6) + places).map { bit in bits.firstIndex(of: bit).map { 1 << $0 } ?? 0 }
    var low = [Int](repeating: 0, count: 64)
    for index in 1..<64 { low[index] = low[index & (index - 1)] + weights[index.trailingZeroBitCount] }
    var high = 0
    table.words.withUnsafeBufferPointer { source in
      low.withUnsafeBufferPointer { low in
        for word in words.indices {
          if word > 0 {
            // Counting up clears a run of bits and sets the next.
            let run = (~(word - 1)).trailingZeroBitCount
            for bit in 0..<run { high -= weights[6 + bit] }
            high += weights[6 + run]
          }
          var result: UInt64 = 0
          for bit in 0..<64 {
            let index = high &+ low[bit]
            result |= (source[index >> 6] >> UInt64(truncatingIfNeeded: index & 63) & 1) << UInt64(bit)
          }
          words[word] = result
        }
      }
    }
    return .table(words: words, places: places.map { $0 - 6 }, width: max(width, FrontierCosts.leastWidth))
  }

  /// The least cost over the assignments that all tables allow and an assignment of that cost.
  ///
  /// - Parameters:
  ///   - costs: a cost for each of ``variables``, at most ``costLimit`` in magnitude.
  ///   - values: takes the values, 0 or 1.
  /// - Precondition: ``FrontierMemory/holds(_:)``, which says whether there is memory enough.
  func minimise(costs: [Int16], memory: FrontierMemory, values: inout [UInt8]) -> Int {
    let isHeld = memory.holds(self)
    precondition(isHeld, "a sweep needs its memory")
    let frontier = FrontierCosts(lanes: memory.lanes, penalties: memory.penalties)
    var offset = 0
    // No cost is below this now.
    var floor = 0
    var least: Int16 = 0
    frontier.clear()
    for step in steps {
      switch step {
      case .enter(let entry, let bit):
        let cost = costs[entry]
        if floor + Int(min(cost, 0)) < -Int(Self.ceiling) {
          let shift = frontier.least(width: bit)
          frontier.lower(by: shift, width: bit)
          offset += Int(shift)
          least = 0
          floor = 0
        }
        floor += Int(min(cost, 0))
        frontier.enter(bit: bit, cost: cost)
      case .table(let words, let places, let width):
        frontier.restrict(words, places, width: width)
      case .leave(let entry, let bit, let width):
        // Costs only sink on the way: none rises above the ceiling.
        let shift = max(least, 0)
        least = frontier.leave(bit: bit, width: width, shift: shift, choices: memory.choices(of: entry))
        offset += Int(shift)
        floor = Int(least)
      }
    }
    let result = offset + Int(frontier.first)
    trace(memory, &values)
    return result
  }

  private func trace(_ memory: FrontierMemory, _ values: inout [UInt8]) {
    var index = 0
    for step in steps.reversed() {
      switch step {
      case .enter(_, let bit): index &= (1 << bit) - 1
      case .table: break
      case .leave(let entry, let bit, _):
        let word = memory.choices(of: entry)[index >> 7]
        let value = Int(word[index & 7] >> Int16(index >> 3 & 15) & 1)
        values[entry] = UInt8(value)
        let below = index & ((1 << bit) - 1)
        index = below | value << bit | (index >> bit) << (bit + 1)
      }
    }
  }
}
