import Reproducibility

/// The Sobol' sequence in Gray-code order (Antonov and Saleev 1979), 32 bits a coordinate.
///
/// Any first 2^m points are those of the classic order, and unscrambled they equal scipy's `qmc.Sobol`.
struct SobolSequence: PointSequence {
  let dimensions: Int
  private let vectors: [UInt32]
  private let scrambling: SobolScrambling
  /// One number per dimension: the shift, or the seed of its scrambling tree.
  private let keys: [UInt64]
  private var current: [UInt32]
  private var index: UInt64 = 0

  init(dimensions: Int, scrambling: SobolScrambling, generator: SeededGenerator) {
    var generator = generator
    self.dimensions = dimensions
    self.scrambling = scrambling
    vectors = SobolDirectionNumbers.vectors(count: dimensions)
    keys = (0..<dimensions).map { _ in generator.next() }
    current = [UInt32](repeating: 0, count: dimensions)
  }

  mutating func next(_ count: Int) -> [Double] {
    var points: [Double] = []
    points.reserveCapacity(count * dimensions)
    for _ in 0..<count {
      for dimension in 0..<dimensions {
        points.append(Double(scrambled(current[dimension], key: keys[dimension])) * 0x1p-32)
      }
      // The next point differs by the direction number of the lowest zero bit of the index.
      let bit = (~index).trailingZeroBitCount
      precondition(bit < SobolDirectionNumbers.bits, "the sequence has 2^32 points")
      for dimension in 0..<dimensions { current[dimension] ^= vectors[dimension * SobolDirectionNumbers.bits + bit] }
      index += 1
    }
    return points
  }

  private func scrambled(_ value: UInt32, key: UInt64) -> UInt32 {
    switch scrambling {
    case .none: value
    case .digitalShift: value ^ UInt32(truncatingIfNeeded: key)
    case .owen: OwenScrambling.scramble(value, key: key)
    }
  }
}

/// Owen's nested uniform scrambling in base 2: each bit is flipped by a coin of its own for each value of the bits above it
/// (A. B. Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", 1995). The coins are hashes of the key and the node of
/// the binary tree, so no tree is stored.
enum OwenScrambling {
  static func scramble(_ value: UInt32, key: UInt64) -> UInt32 {
    var flips: UInt32 = 0
    for bit in 0..<UInt64(32) {
      // The node is the path from the root: a leading 1, then the bits above.
      let node = (1 << bit) | (UInt64(value) >> (32 - bit))
      var mixer = SplitMix64(state: key ^ (node &* 0xd1b5_4a32_d192_ed03))
      let coin = UInt32(truncatingIfNeeded: mixer.next() >> 63)
      flips = flips << 1 | coin
    }
    return value ^ flips
  }
}
