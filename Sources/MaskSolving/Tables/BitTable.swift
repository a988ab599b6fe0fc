/// Which assignments of up to 16 variables are feasible: one bit per assignment, the first variable being the lowest
/// bit of an assignment's index. Bits beyond the last assignment are 0.
struct BitTable: Sendable, Hashable {
  /// Tables of more variables are not made: 2^16 bits are 8 KB.
  static let variableLimit = 16

  private(set) var variableCount: Int
  private(set) var words: [UInt64]

  /// Every assignment is feasible.
  init(variableCount: Int) {
    precondition(variableCount <= Self.variableLimit)
    self.variableCount = variableCount
    let bits = 1 << variableCount
    words = [UInt64](repeating: bits < 64 ? (1 << UInt64(bits)) - 1 : .max, count: max(1, bits >> 6))
  }

  subscript(assignment: Int) -> Bool { words[assignment >> 6] >> UInt64(assignment & 63) & 1 == 1 }

  var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  var feasibleCount: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Keeps the assignments whose weighted sum, plus `offset`, reaches `bound`.
  ///
  /// - Parameter weights: one per variable; zero where the constraint does not mention it.
  mutating func intersect(weights: [Int64], offset: Int64, bound: Int64) {
    if variableCount < 11 {
      intersectSmall(weights: weights, offset: offset, bound: bound)
      return
    }
    // The sums of the first six weights in ascending order; each is needed only as the set of those that reach a level.
    let steps = Staircase(weights.prefix(6))
    let high = weights.dropFirst(6)
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: words.count) { missing in
      missing[0] = bound - offset
      var size = 1
      for weight in high {
        for index in 0..<size { missing[size + index] = missing[index] &- weight }
        size <<= 1
      }
      for word in words.indices where words[word] != 0 { words[word] &= steps.reaching(missing[word]) }
    }
  }

  /// The same sum by sum, eight at a time.
  private mutating func intersectSmall(weights: [Int64], offset: Int64, bound: Int64) {
    // Tables of fewer than six variables repeat in their word.
    func weight(_ bit: Int) -> Int64 { bit < weights.count ? weights[bit] : 0 }
    let (first, second, third) = (weight(0), weight(1), weight(2))
    let flags = SIMD8<UInt8>(1, 2, 4, 8, 16, 32, 64, 128)
    withUnsafeTemporaryAllocation(of: SIMD8<Int64>.self, capacity: 8 * words.count) { sums in
      sums[0] =
        SIMD8(0, first, second, first + second, third, first + third, second + third, first + second + third)
        &+ (offset - bound)
      var size = 1
      var bit = 3
      while size < sums.count {
        let step = weight(bit)
        for index in 0..<size { sums[size + index] = sums[index] &+ step }
        size <<= 1
        bit += 1
      }
      for word in words.indices where words[word] != 0 {
        var mask: UInt64 = 0
        for part in 0..<8 {
          let isNegative = SIMD8<UInt8>(truncatingIfNeeded: sums[word << 3 + part] &>> 63)
          mask |= UInt64((flags & ~isNegative).wrappedSum()) << UInt64(8 * part)
        }
        words[word] &= mask
      }
    }
  }

  /// The subset sums of up to six weights, for asking which of them reach a level.
  private struct Staircase {
    /// Ascending.
    private var sums: [Int64] = [0]
    /// Bit `j` of entry `i`: the subset with index `j` is at place `i` or later; one more entry at the end.
    private var sets: [UInt64]

    init(_ weights: ArraySlice<Int64>) {
      var subsets: [UInt8] = [0]
      for (bit, weight) in weights.enumerated() {
        // Two ascending lists become one: without the weight and with it.
        let (low, high) = weight < 0 ? (weight, 0) : (0, weight)
        let flag: UInt8 = 1 << UInt8(bit)
        let (lowFlag, highFlag): (UInt8, UInt8) = weight < 0 ? (flag, 0) : (0, flag)
        var merged: [Int64] = []
        var order: [UInt8] = []
        merged.reserveCapacity(2 * sums.count)
        order.reserveCapacity(2 * sums.count)
        var (i, j) = (0, 0)
        while i < sums.count || j < sums.count {
          if i < sums.count && sums[i] &+ low <= sums[j] &+ high {
            merged.append(sums[i] &+ low)
            order.append(subsets[i] | lowFlag)
            i += 1
          } else {
            merged.append(sums[j] &+ high)
            order.append(subsets[j] | highFlag)
            j += 1
          }
        }
        sums = merged
        subsets = order
      }
      sets = [UInt64](repeating: 0, count: sums.count + 1)
      for place in sums.indices.reversed() { sets[place] = sets[place + 1] | 1 << UInt64(subsets[place]) }
    }

    func reaching(_ level: Int64) -> UInt64 {
      var (low, high) = (0, sums.count)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] < level { low = middle + 1 } else { high = middle }
      }
      return sets[low]
    }
  }

  /// What the table says about one variable.
  struct Sides {
    /// Some assignment with the variable 0 (with it 1) is feasible.
    var zeroPossible: Bool
    var onePossible: Bool
    /// Raising the variable never makes an assignment infeasible; lowering never does.
    var raisingIsSafe: Bool
    var loweringIsSafe: Bool
  }

  func sides(_ position: Int) -> Sides {
    // Assignments with the variable 0, with it 1, and those that the other value makes infeasible.
    var (zeros, ones, onlyZeros, onlyOnes) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    words.withUnsafeBufferPointer { words in
      if position < 6 {
        let mask = Self.zeroBits[position]
        let shift = UInt64(1 << position)
        for word in words {
          let (zero, one) = (word & mask, (word >> shift) & mask)
          zeros |= zero
          ones |= one
          onlyZeros |= zero & ~one
          onlyOnes |= one & ~zero
        }
        return
      }
      let stride = 1 << (position - 6)
      var base = 0
      while base < words.count {
        for index in base..<(base + stride) {
          let (zero, one) = (words[index], words[index + stride])
          zeros |= zero
          ones |= one
          onlyZeros |= zero & ~one
          onlyOnes |= one & ~zero
        }
        base += 2 * stride
        if onlyZeros != 0 && onlyOnes != 0 { break }
      }
    }
    return Sides(
      zeroPossible: zeros != 0, onePossible: ones != 0, raisingIsSafe: onlyZeros == 0, loweringIsSafe: onlyOnes == 0)
  }

  /// The table over the other variables when this one has `value`.
  func restricted(_ position: Int, to value: Bool) -> BitTable {
    var result = self
    result.variableCount -= 1
    if position >= 6 {
      let stride = 1 << (position - 6)
      result.words = []
      result.words.reserveCapacity(words.count / 2)
      var base = value ? stride : 0
      while base < words.count {
        result.words.append(contentsOf: words[base..<(base + stride)])
        base += 2 * stride
      }
      return result
    }
    let shift = UInt64(value ? 1 << position : 0)
    func squeeze(_ word: UInt64) -> UInt64 {
      var bits = (word >> shift) & Self.zeroBits[position]
      for step in position..<5 {
        bits = (bits | bits >> UInt64(1 << step)) & Self.zeroBits[step + 1]
      }
      return bits & 0xffff_ffff
    }
    if words.count == 1 {
      result.words = [squeeze(words[0])]
    } else {
      result.words = stride(from: 0, to: words.count, by: 2).map {
        squeeze(words[$0]) | squeeze(words[$0 + 1]) << 32
      }
    }
    return result
  }

  /// Assignments feasible for some value of the variable, over the other variables.
  func projected(_ position: Int) -> BitTable {
    var result = restricted(position, to: false)
    let other = restricted(position, to: true)
    for word in result.words.indices { result.words[word] |= other.words[word] }
    return result
  }

  mutating func setWord(_ index: Int, _ word: UInt64) { words[index] = word }

  mutating func formIntersection(_ other: BitTable) {
    for word in words.indices { words[word] &= other.words[word] }
  }

  /// The same set of assignments over more variables: variable `i` of this table becomes `positions[i]`, ascending.
  func expanded(to count: Int, positions: [Int]) -> BitTable {
    var result = self
    var next = positions.count - 1
    // Insert the missing variables from the top down, so that positions below stay valid.
    var missing: [Int] = []
    for position in (0..<count).reversed() {
      if next >= 0 && positions[next] == position { next -= 1 } else { missing.append(position) }
    }
    for position in missing.reversed() { result = result.inserting(position) }
    return result
  }

  /// The same assignments, whatever the value of a further variable at `position`.
  func inserting(_ position: Int) -> BitTable {
    var result = BitTable(variableCount: variableCount + 1)
    if position >= 6 {
      let stride = 1 << (position - 6)
      for word in result.words.indices {
        let block = word / (2 * stride)
        result.words[word] = words[block * stride + word % stride]
      }
      return result
    }
    func spread(_ half: UInt64) -> UInt64 {
      var bits = half & 0xffff_ffff
      for step in (position..<5).reversed() {
        bits = (bits | bits << UInt64(1 << step)) & Self.zeroBits[step]
      }
      return bits | bits << UInt64(1 << position)
    }
    if variableCount < 6 {
      result.words[0] = spread(words[0]) & (variableCount == 5 ? .max : (1 << UInt64(2 << variableCount)) - 1)
    } else {
      for word in words.indices {
        result.words[2 * word] = spread(words[word])
        result.words[2 * word + 1] = spread(words[word] >> 32)
      }
    }
    return result
  }

  /// The bits of a word whose index has a 0 at the given place.
  static let zeroBits: [UInt64] = [
    0x5555_5555_5555_5555, 0x3333_3333_3333_3333, 0x0f0f_0f0f_0f0f_0f0f, 0x00ff_00ff_00ff_00ff, 0x0000_ffff_0000_ffff,
    0x0000_0000_ffff_ffff,
  ]
}
