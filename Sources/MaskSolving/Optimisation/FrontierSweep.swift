/// Minimises a linear cost over a few tables by sweeping over them: one table after the other, with the least cost of
/// every assignment of the *frontier*, the variables that some table before and some table after mention.
///
/// The same as eliminating the variables in that order, in a form that runs through memory in straight lines: every
/// variable of the frontier has a fixed bit of the index, and whoever enters takes the bit of one that has left.
/// Costs are 16-bit numbers relative to the least one; where one would exceed ``ceiling`` it is cut to it, which can
/// only lower the minimum: what comes out is a lower bound in any case, and exact unless values of the frontier's
/// variables differ in cost by more than that.
struct FrontierSweep {
  typealias Lane = SIMD8<Int16>

  /// Costs above the least one are cut to this.
  static let ceiling: Int16 = 16_000
  /// Magnitude of the largest cost that a variable may have.
  static let costLimit: Int16 = 8_000

  private enum Step {
    case enter(entry: Int, bit: Int)
    /// A table whose lowest six bits are those of the frontier's index; `places` are the other bits that it has.
    case table(words: [UInt64], places: [Int])
    case leave(entry: Int, bit: Int)
  }

  /// In the order in which they enter; costs and values are given in this order.
  let variables: [Int32]
  /// In the order of the sweep.
  let blocks: [Int]
  /// Bits of the frontier's index.
  let width: Int
  private let steps: [Step]

  init(_ system: BlockSystem, order: FrontierOrder) {
    blocks = order.blocks
    width = max(6, order.width)
    var usesLeft: [Int32: Int] = [:]
    for block in blocks { for variable in system.blocks[block].variables { usesLeft[variable, default: 0] += 1 } }
    // The highest bits first: what stays short is cheap there.
    var free = Array(0..<width)
    var bitOf: [Int32: Int] = [:]
    var entryOf: [Int32: Int] = [:]
    var variables: [Int32] = []
    var steps: [Step] = []
    for block in blocks {
      let members = system.blocks[block].variables
      for variable in members where bitOf[variable] == nil {
        let bit = free.removeLast()
        bitOf[variable] = bit
        entryOf[variable] = variables.count
        steps.append(.enter(entry: variables.count, bit: bit))
        variables.append(variable)
      }
      steps.append(Self.tableStep(system.blocks[block].table, bits: members.map { bitOf[$0]! }))
      for variable in members {
        usesLeft[variable]! -= 1
        if usesLeft[variable]! == 0 {
          steps.append(.leave(entry: entryOf[variable]!, bit: bitOf[variable]!))
          free.append(bitOf[variable]!)
        }
      }
    }
    self.variables = variables
    self.steps = steps
  }

  private static func tableStep(_ table: BitTable, bits: [Int]) -> Step {
    let places = bits.filter { $0 >= 6 }.sorted()
    var words = [UInt64](repeating: 0, count: 1 << places.count)
    // What each bit of the arranged index adds to the table's own.
    let weights = (Array(0..<6) + places).map { bit in bits.firstIndex(of: bit).map { 1 << $0 } ?? 0 }
    var low = [Int](repeating: 0, count: 64)
    for index in 1..<64 { low[index] = low[index & (index - 1)] + weights[index.trailingZeroBitCount] }
    var high = 0
    for word in words.indices {
      if word > 0 {
        // Counting up clears a run of bits and sets the next.
        let run = (~(word - 1)).trailingZeroBitCount
        for bit in 0..<run { high -= weights[6 + bit] }
        high += weights[6 + run]
      }
      for bit in 0..<64 where table[high + low[bit]] { words[word] |= 1 << UInt64(bit) }
    }
    return .table(words: words, places: places.map { $0 - 6 })
  }

  /// Entries touched by one minimisation, a measure of its time.
  var work: Int { steps.count << width }

  /// The least cost over the assignments that all tables allow and an assignment of that cost.
  ///
  /// - Parameters:
  ///   - costs: a cost for each of ``variables``, at most ``costLimit`` in magnitude.
  ///   - values: takes the values, 0 or 1.
  func minimise(costs: [Int16], memory: SweepMemory, values: inout [UInt8]) -> Int {
    memory.reserve(width: width, variables: variables.count)
    let frontier = FrontierCosts(lanes: memory.lanes, width: width, penalties: memory.penalties)
    var offset = 0
    // No cost is below this now.
    var floor = 0
    var least: Int16 = 0
    frontier.clear()
    for step in steps {
      switch step {
      case .enter(let entry, let bit):
        let cost = costs[entry]
        if cost == 0 { continue }
        if floor + Int(min(cost, 0)) < -Int(Self.ceiling) {
          let shift = frontier.least()
          frontier.lower(by: shift)
          offset += Int(shift)
          least = 0
          floor = 0
        }
        floor += Int(min(cost, 0))
        frontier.enter(bit: bit, cost: cost)
      case .table(let words, let places):
        frontier.restrict(words, places)
      case .leave(let entry, let bit):
        // Costs only sink on the way: none rises above the ceiling.
        let shift = max(least, 0)
        least = frontier.leave(bit: bit, shift: shift, choices: memory.choices(of: entry))
        offset += Int(shift)
        floor = Int(least)
      }
    }
    let result = offset + Int(frontier.first)
    trace(memory, &values)
    return result
  }

  private func trace(_ memory: SweepMemory, _ values: inout [UInt8]) {
    var index = 0
    for step in steps.reversed() {
      switch step {
      case .enter(_, let bit): index &= ~(1 << bit)
      case .table: break
      case .leave(let entry, let bit):
        index &= ~(1 << bit)
        // Pairs of lanes are counted without the bit that leaves, where that is one of the lane's number.
        var lane = index >> 3
        if bit >= 3 { lane = lane & ((1 << (bit - 3)) - 1) | (lane >> (bit - 2)) << (bit - 3) }
        let word = memory.choices(of: entry)[lane >> 4]
        let value = word[index & 7] >> Int16(lane & 15) & 1
        values[entry] = UInt8(value)
        index |= Int(value) << bit
      }
    }
  }
}

/// Memory for sweeps, one after the other.
final class SweepMemory {
  fileprivate private(set) var lanes: UnsafeMutablePointer<FrontierSweep.Lane>
  /// For each byte of a table eight numbers: the ceiling where the byte has a 0.
  fileprivate let penalties: UnsafeMutablePointer<FrontierSweep.Lane>
  private var choices: UnsafeMutablePointer<FrontierSweep.Lane>
  private var laneCapacity = 0
  private var choiceCapacity = 0
  private var choiceStride = 0

  init() {
    lanes = .allocate(capacity: 1)
    choices = .allocate(capacity: 1)
    penalties = .allocate(capacity: 256)
    for byte in 0..<256 {
      var lane = FrontierSweep.Lane(repeating: .min)
      for bit in 0..<8 where byte >> bit & 1 == 0 { lane[bit] = FrontierSweep.ceiling }
      penalties[byte] = lane
    }
  }

  deinit {
    lanes.deallocate()
    choices.deallocate()
    penalties.deallocate()
  }

  fileprivate func reserve(width: Int, variables: Int) {
    let count = 1 << (width - 3)
    if count > laneCapacity {
      lanes.deallocate()
      lanes = .allocate(capacity: count)
      laneCapacity = count
    }
    choiceStride = max(1, count >> 4)
    if choiceStride * variables > choiceCapacity {
      choices.deallocate()
      choiceCapacity = choiceStride * variables
      choices = .allocate(capacity: choiceCapacity)
    }
  }

  /// Bit `j` of lane `k` of entry `i` says what is cheaper for the pair of index 128 i + 8 j + k.
  fileprivate func choices(of entry: Int) -> UnsafeMutablePointer<FrontierSweep.Lane> {
    choices + entry * choiceStride
  }
}

/// The least cost of every assignment of the frontier.
private struct FrontierCosts {
  typealias Lane = FrontierSweep.Lane

  let lanes: UnsafeMutablePointer<Lane>
  let width: Int
  let penalties: UnsafeMutablePointer<Lane>
  private var count: Int { 1 << (width - 3) }

  init(lanes: UnsafeMutablePointer<Lane>, width: Int, penalties: UnsafeMutablePointer<Lane>) {
    self.lanes = lanes
    self.width = width
    self.penalties = penalties
  }

  var first: Int16 { lanes[0][0] }

  func clear() { lanes.update(repeating: Lane(repeating: 0), count: count) }

  func least() -> Int16 {
    var least = lanes[0]
    for index in 1..<count { least = pointwiseMin(least, lanes[index]) }
    return least.min()
  }

  func lower(by shift: Int16) {
    let shift = Lane(repeating: shift)
    let ceiling = Lane(repeating: FrontierSweep.ceiling)
    for index in 0..<count { lanes[index] = pointwiseMin(lanes[index] &- shift, ceiling) }
  }

  /// Adds a cost where a bit is set. Both halves were equal before.
  func enter(bit: Int, cost: Int16) {
    let ceiling = Lane(repeating: FrontierSweep.ceiling)
    if bit < 3 {
      var costs = Lane(repeating: 0)
      for place in 0..<8 where place >> bit & 1 == 1 { costs[place] = cost }
      for index in 0..<count { lanes[index] = pointwiseMin(lanes[index] &+ costs, ceiling) }
      return
    }
    let stride = 1 << (bit - 3)
    let costs = Lane(repeating: cost)
    var start = stride
    while start < count {
      let run = lanes + start
      for index in 0..<stride { run[index] = pointwiseMin(run[index] &+ costs, ceiling) }
      start += 2 * stride
    }
  }

  /// Lifts what a table forbids to the ceiling.
  func restrict(_ words: [UInt64], _ places: [Int]) {
    words.withUnsafeBufferPointer { words in
      // The map from the frontier's index to the table's, in two parts.
      let bits = width - 6
      let lowBits = min(bits, 8)
      let low = Self.map(places, from: 0, count: lowBits)
      let high = Self.map(places, from: lowBits, count: bits - lowBits)
      low.withUnsafeBufferPointer { low in
        var target = lanes
        for base in high {
          for offset in low {
            var word = words[base + offset]
            if word != .max {
              for part in 0..<8 {
                target[part] = pointwiseMax(target[part], penalties[Int(word & 255)])
                word >>= 8
              }
            }
            target += 8
          }
        }
      }
    }
  }

  private static func map(_ places: [Int], from first: Int, count: Int) -> [Int] {
    var map = [0]
    for bit in first..<(first + count) {
      let weight = places.firstIndex(of: bit).map { 1 << $0 } ?? 0
      map += map.map { $0 + weight }
    }
    return map
  }

  /// The minimum over a bit, in both halves; notes where 1 is cheaper, and gives the least cost left.
  func leave(bit: Int, shift: Int16, choices: UnsafeMutablePointer<Lane>) -> Int16 {
    let shift = Lane(repeating: shift)
    var least = Lane(repeating: FrontierSweep.ceiling)
    if bit < 3 {
      for group in 0..<max(1, count >> 4) {
        var choice = Lane(repeating: 0)
        for place in 0..<min(16, count) {
          let zero = lanes[group << 4 | place]
          let one = Self.exchanged(zero, bit)
          choice.replace(with: choice | Lane(repeating: Int16(truncatingIfNeeded: 1 << place)), where: zero .> one)
          let result = pointwiseMin(zero, one) &- shift
          least = pointwiseMin(least, result)
          lanes[group << 4 | place] = result
        }
        choices[group] = choice
      }
      return least.min()
    }
    let stride = 1 << (bit - 3)
    let pairs = count >> 1
    var pair = 0
    while pair < pairs {
      var choice = Lane(repeating: 0)
      var flag = Lane(repeating: 1)
      let end = min(pair + 16, pairs)
      let group = pair >> 4
      while pair < end {
        // Runs of neighbouring pairs.
        let place = pair & (stride - 1)
        let run = min(stride - place, end - pair)
        let low = lanes + ((pair & ~(stride - 1)) << 1 | place)
        let high = low + stride
        for index in 0..<run {
          let zero = low[index]
          let one = high[index]
          choice.replace(with: choice | flag, where: zero .> one)
          flag = flag &+ flag
          let result = pointwiseMin(zero, one) &- shift
          least = pointwiseMin(least, result)
          low[index] = result
          high[index] = result
        }
        pair += run
      }
      choices[group] = choice
    }
    return least.min()
  }

  /// The lane with the two values of a bit exchanged.
  private static func exchanged(_ lane: Lane, _ bit: Int) -> Lane {
    switch bit {
    case 0: Lane(lane[1], lane[0], lane[3], lane[2], lane[5], lane[4], lane[7], lane[6])
    case 1: Lane(lane[2], lane[3], lane[0], lane[1], lane[6], lane[7], lane[4], lane[5])
    default: Lane(lane[4], lane[5], lane[6], lane[7], lane[0], lane[1], lane[2], lane[3])
    }
  }
}
