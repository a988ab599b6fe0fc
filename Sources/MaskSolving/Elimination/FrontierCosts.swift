/// The least cost of every assignment of a sweep's frontier, in vectors of eight.
///
/// Frontiers of fewer than six variables are kept as if of six: entries repeat over the bits that are not there.
struct FrontierCosts {
  typealias Lane = FrontierElimination.Lane

  static let leastWidth = 6

  let lanes: UnsafeMutablePointer<Lane>
  /// For each byte of a table eight numbers: the ceiling where the byte has a 0.
  let penalties: UnsafeMutablePointer<Lane>

  private static func laneCount(_ width: Int) -> Int { 1 << (max(width, leastWidth) - 3) }

  var first: Int16 { lanes[0][0] }

  func clear() { lanes.update(repeating: Lane(repeating: 0), count: Self.laneCount(0)) }

  func least(width: Int) -> Int16 {
    var least = lanes[0]
    for index in 1..<Self.laneCount(width) { least = pointwiseMin(least, lanes[index]) }
    return least.min()
  }

  func lower(by shift: Int16, width: Int) {
    let shift = Lane(repeating: shift)
    let ceiling = Lane(repeating: FrontierElimination.ceiling)
    for index in 0..<Self.laneCount(width) { lanes[index] = pointwiseMin(lanes[index] &- shift, ceiling) }
  }

  /// A new highest bit, whose 1 costs something.
  func enter(bit: Int, cost: Int16) {
    let ceiling = Lane(repeating: FrontierElimination.ceiling)
    if bit < Self.leastWidth {
      for index in 0..<64 where index >> bit & 1 == 1 {
        lanes[index >> 3][index & 7] = min(lanes[index >> 3][index & 7] &+ cost, FrontierElimination.ceiling)
      }
      return
    }
    let half = 1 << (bit - 3)
    let costs = Lane(repeating: cost)
    let upper = lanes + half
    for index in 0..<half { upper[index] = pointwiseMin(lanes[index] &+ costs, ceiling) }
  }

  /// Lifts what a table forbids to the ceiling.
  func restrict(_ words: [UInt64], _ places: [Int], width: Int) {
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

  /// The minimum over a bit, less a shift, with the bits above it moved down; notes where 1 is cheaper, and gives the
  /// least cost left.
  func leave(bit: Int, width: Int, shift: Int16, choices: UnsafeMutablePointer<Lane>) -> Int16 {
    if width <= Self.leastWidth { return leaveSmall(bit: bit, width: width, shift: shift, choices: choices) }
    let count = 1 << (width - 4)
    if bit < 3 {
      let shift = Lane(repeating: shift)
      var least = Lane(repeating: FrontierElimination.ceiling)
      for group in 0..<max(1, count >> 4) {
        var choice = Lane(repeating: 0)
        var flag = Lane(repeating: 1)
        for index in (group << 4)..<min(count, (group + 1) << 4) {
          let (zero, one) = Self.parted(lanes[2 * index], lanes[2 * index + 1], bit)
          choice.replace(with: choice | flag, where: zero .> one)
          flag = flag &+ flag
          let result = pointwiseMin(zero, one) &- shift
          least = pointwiseMin(least, result)
          lanes[index] = result
        }
        choices[group] = choice
      }
      return least.min()
    }
    return leaveLanes(stride: 1 << (bit - 3), count: count, shift: shift, choices: choices)
  }

  private func leaveLanes(stride: Int, count: Int, shift: Int16, choices: UnsafeMutablePointer<Lane>) -> Int16 {
    let shift = Lane(repeating: shift)
    var least = Lane(repeating: FrontierElimination.ceiling)
    var index = 0
    while index < count {
      let group = index >> 4
      let end = min(index + 16, count)
      var choice = Lane(repeating: 0)
      var flag = Lane(repeating: 1)
      while index < end {
        // Runs that lie side by side.
        let place = index & (stride - 1)
        let run = min(stride - place, end - index)
        let low = lanes + ((index & ~(stride - 1)) << 1 | place)
        let high = low + stride
        let target = lanes + index
        for step in 0..<run {
          let zero = low[step]
          let one = high[step]
          choice.replace(with: choice | flag, where: zero .> one)
          flag = flag &+ flag
          let result = pointwiseMin(zero, one) &- shift
          least = pointwiseMin(least, result)
          target[step] = result
        }
        index += run
      }
      choices[group] = choice
    }
    return least.min()
  }

  private func leaveSmall(bit: Int, width: Int, shift: Int16, choices: UnsafeMutablePointer<Lane>) -> Int16 {
    var choice = Lane(repeating: 0)
    var least = FrontierElimination.ceiling
    let old = (0..<64).map { lanes[$0 >> 3][$0 & 7] }
    for index in 0..<64 {
      let rest = index & ((1 << (width - 1)) - 1)
      let zero = rest & ((1 << bit) - 1) | (rest >> bit) << (bit + 1)
      let one = zero | 1 << bit
      if old[one] < old[zero] { choice[index & 7] |= 1 << Int16(index >> 3) }
      let result = min(old[zero], old[one]) &- shift
      least = min(least, result)
      lanes[index >> 3][index & 7] = result
    }
    choices[0] = choice
    return least
  }

  /// Of sixteen entries, those where a bit is 0 and those where it is 1.
  private static func parted(_ a: Lane, _ b: Lane, _ bit: Int) -> (Lane, Lane) {
    switch bit {
    case 0: (Lane(lowHalf: a.evenHalf, highHalf: b.evenHalf), Lane(lowHalf: a.oddHalf, highHalf: b.oddHalf))
    case 1:
      (
        Lane(a[0], a[1], a[4], a[5], b[0], b[1], b[4], b[5]), Lane(a[2], a[3], a[6], a[7], b[2], b[3], b[6], b[7])
      )
    default: (Lane(lowHalf: a.lowHalf, highHalf: b.lowHalf), Lane(lowHalf: a.highHalf, highHalf: b.highHalf))
    }
  }
}
