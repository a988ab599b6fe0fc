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
    let bits = 1 << variableCount
    withUnsafeTemporaryAllocation(of: Int64.self, capacity: max(64, bits)) { sums in
      sums.initialize(repeating: .min)
      sums[0] = offset - bound
      var size = 1
      for weight in weights {
        for index in 0..<size { sums[size + index] = sums[index] &+ weight }
        size <<= 1
      }
      for word in words.indices where words[word] != 0 {
        var mask: UInt64 = 0
        let base = word << 6
        for bit in 0..<64 {
          mask |= (~UInt64(bitPattern: sums[base + bit]) >> 63) << UInt64(bit)
        }
        words[word] &= mask
      }
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
